-- {{id}} numbers rows by itself; times are Unix milliseconds, 0 for "not yet".
-- body holds the whole thing as JSON; the other columns are what is searched by.

CREATE TABLE work (
	id         {{id}},
	kind       TEXT   NOT NULL,
	key        TEXT   NOT NULL,
	body       TEXT   NOT NULL,
	due        BIGINT NOT NULL,
	once       INT    NOT NULL,
	owner      BIGINT NOT NULL DEFAULT 0,
	attempts   INT    NOT NULL DEFAULT 0,
	seq        BIGINT NOT NULL DEFAULT 0,
	why        TEXT   NOT NULL DEFAULT '',
	done_at    BIGINT NOT NULL DEFAULT 0,
	created_at BIGINT NOT NULL,
	UNIQUE (kind, key)
);
CREATE INDEX work_free ON work (due) WHERE done_at = 0 AND owner = 0;
CREATE INDEX work_held ON work (owner) WHERE owner <> 0;
CREATE INDEX work_done ON work (done_at) WHERE done_at <> 0;

CREATE TABLE pages (
	id   {{id}},
	body TEXT NOT NULL
);

CREATE TABLE incidents (
	id          {{id}},
	body        TEXT   NOT NULL,
	live        INT    NOT NULL,
	key         TEXT   NOT NULL,
	delivery    TEXT   NOT NULL,
	channel     TEXT   NOT NULL DEFAULT '',
	declared_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX incidents_key ON incidents (key) WHERE live = 1 AND key <> '';
CREATE UNIQUE INDEX incidents_delivery ON incidents (delivery) WHERE delivery <> '';
CREATE INDEX incidents_live ON incidents (id) WHERE live = 1;
CREATE INDEX incidents_declared ON incidents (declared_at);
CREATE INDEX incidents_channel ON incidents (channel) WHERE channel <> '';

CREATE TABLE entries (
	id       {{id}},
	incident BIGINT NOT NULL,
	at       BIGINT NOT NULL,
	who      TEXT   NOT NULL,
	kind     TEXT   NOT NULL,
	text     TEXT   NOT NULL
);
CREATE INDEX entries_incident ON entries (incident, id);

CREATE TABLE alerts (
	source   TEXT   NOT NULL,
	key      TEXT   NOT NULL,
	grp      TEXT   NOT NULL,
	firing   INT    NOT NULL,
	count    BIGINT NOT NULL,
	title    TEXT   NOT NULL,
	first_at BIGINT NOT NULL,
	last_at  BIGINT NOT NULL,
	PRIMARY KEY (source, key)
);
CREATE INDEX alerts_firing ON alerts (grp) WHERE firing = 1;

CREATE TABLE operations (
	id       {{id}},
	body     TEXT   NOT NULL,
	app      TEXT   NOT NULL,
	ended    INT    NOT NULL,
	delivery TEXT   NOT NULL,
	asked_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX operations_busy ON operations (app) WHERE ended = 0;
CREATE UNIQUE INDEX operations_delivery ON operations (delivery) WHERE delivery <> '';
CREATE INDEX operations_asked ON operations (asked_at);

CREATE TABLE audit (
	id      {{id}},
	at      BIGINT NOT NULL,
	who     TEXT   NOT NULL,
	deed    TEXT   NOT NULL,
	outcome TEXT   NOT NULL,
	why     TEXT   NOT NULL,
	request TEXT   NOT NULL
);
CREATE INDEX audit_at ON audit (at);

CREATE TABLE facts (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);
