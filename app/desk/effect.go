package desk

// verb is what the machine asks for; the Desk does it.
type verb string

const (
	doJudge   verb = "judge"   // the taken reading; answered by evJudged
	doCancel  verb = "cancel"  // nobody waits for the judging under way any more
	doWeigh   verb = "weigh"   // the taken reading's other codes; answered by evWeighed
	doSave    verb = "save"    // the judgement; answered by evSaved
	doSkip    verb = "skip"    // account for a judgement that was put away
	doForget  verb = "forget"  // let the text be read again
	doRefresh verb = "refresh" // counts and list; answered by evOverview
)

// effect is a piece of work that takes time or belongs to somebody else.
type effect struct {
	do        verb
	gen       uint64 // of the reading: its answer carries it
	taken     taken
	judgement *Judgement
	text      string
}
