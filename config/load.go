package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Lookup is a variable of the environment and whether it is set, as os.LookupEnv.
type Lookup func(name string) (string, bool)

// orNone is the lookup, or an empty environment where there is none.
func (l Lookup) orNone() Lookup {
	if l != nil {
		return l
	}
	return func(string) (string, bool) { return "", false }
}

// Load reads and checks what `vigie serve` and `vigie check` run on: the environment and the file, whose path
// is the one given or else VIGIE_CONFIG or else vigie.yaml. The error is Problems, with every fault of both.
// On an error nothing it returns is to be used. It may be called again at any time, to reload.
func Load(path string, lookup Lookup) (Config, Env, error) {
	env, problems := readEnv(lookup)
	if path == "" {
		path = env.Config
	}
	text, fault := readFile(path)
	if fault != nil {
		return Config{}, Env{}, append(Problems{*fault}, problems...).orNil()
	}
	cfg, faults := parse(path, text, lookup)
	problems = append(faults, problems...)
	if err := problems.orNil(); err != nil {
		return Config{}, Env{}, err
	}
	env.Config = path
	return cfg, env, nil
}

// ReadEnv reads and checks the environment alone. The error is Problems.
func ReadEnv(lookup Lookup) (Env, error) {
	env, problems := readEnv(lookup)
	return env, problems.orNil()
}

// Parse reads and checks the text of a vigie.yaml; name is how faults call it. lookup gives what ${NAME} and
// regions take from the environment, and may be nil. The error is Problems.
func Parse(name string, text []byte, lookup Lookup) (Config, error) {
	cfg, problems := parse(name, text, lookup)
	if err := problems.orNil(); err != nil {
		return Config{}, err
	}
	return cfg, nil
}

func parse(name string, text []byte, lookup Lookup) (Config, Problems) {
	body, faults := parsed(name, text)
	if len(faults) > 0 {
		return Config{}, faults
	}
	r := newReader(name, lookup)
	r.walk(body)
	return r.cfg, r.problems
}

// readFile is the text of the file, or why there is none.
func readFile(path string) ([]byte, *Problem) {
	file, err := os.Open(path)
	if err != nil {
		return nil, &Problem{File: path, Say: unopened(err)}
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, largest+1))
	if err != nil {
		return nil, &Problem{File: path, Say: unopened(err)}
	}
	return text, nil
}

// unopened says why a file cannot be read and what to do.
func unopened(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "there is no such file; copy vigie.example.yaml and adapt it, or give its path with --config or VIGIE_CONFIG"
	}
	if inner := (*fs.PathError)(nil); errors.As(err, &inner) {
		err = inner.Err
	}
	return fmt.Sprintf("cannot be read (%v); give the path of a file that this user may read", err)
}
