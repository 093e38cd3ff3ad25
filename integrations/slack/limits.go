package slack

// Block Kit's limits, docs.slack.dev/reference/block-kit, in characters unless another
// unit is named.
const (
	maxMessageBlocks = 50  // blocks of a message
	maxViewBlocks    = 100 // blocks of a modal or a home tab
	maxText          = 3000
	maxFieldText     = 2000
	maxFields        = 10 // fields of a section
	maxHeader        = 150
	maxActions       = 25 // elements of an actions block
	maxButtonText    = 75
	maxButtonValue   = 2000
	maxURL           = 3000
	maxOptions       = 100 // options of a menu
	maxOptionText    = 75
	maxOptionValue   = 150
	maxPlaceholder   = 150
	maxAlt           = 2000
	maxLabel         = 2000
	maxConfirmTitle  = 100
	maxConfirmText   = 300
	maxConfirmButton = 30
	maxViewTitle     = 24
	maxMetadata      = 3000
	maxCallbackID    = 255
	maxInput         = 3000
	// maxName leaves room for a number within an id's 255, in bytes.
	maxName = 240
	// maxPost is where chat.postMessage cuts a text off.
	maxPost = 40_000
	// maxUpdate is chat.update's limit in bytes, after escaping: msg_too_long above it.
	maxUpdate = 4_000
	// maxTopic is conversations.setTopic's.
	maxTopic = 250
)
