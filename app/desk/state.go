package desk

import (
	"time"

	"ikd/station/siak"
)

// Phase is what the right half of the counter screen is about.
type Phase string

// The phases.
const (
	Waiting Phase = "waiting" // no phone: one hint, nothing else
	Asking  Phase = "asking"  // the registry is asked about somebody from elsewhere
	Judged  Phase = "judged"  // a verdict waits for the officer
	Saving  Phase = "saving"  // confirmed, the commit is under way
	Saved   Phase = "saved"   // safe on this laptop; the registry's answer may follow
	Failed  Phase = "failed"  // the work could not be done; Trouble says why
)

// State is everything that the counter screen shows: a value, replaced as a
// whole, never changed after it was handed out.
type State struct {
	Phase Phase
	// Card is the person in front; nil while waiting.
	Card *Card
	// Next reports that a second phone was read while a verdict stood; it is
	// judged as soon as the first is put away.
	Next bool
	// Other reports that another code was in the picture, which can be taken
	// instead of the one that is judged.
	Other bool
	// Trouble is a failure to show in place, "" for none (a kind's sentence).
	Trouble siak.Kind

	Today  Today
	Status Status
	// Chime counts the sounds to play: a view that sees it rise plays Sound.
	Chime uint64
	Sound Sound
}

// Card is a verdict as the officer sees it.
type Card struct {
	Outcome  siak.Outcome
	Warnings []siak.Warning
	// Name and the rest are of the register where it knows the person, else of
	// the phone's registration (Known is false), else empty.
	Known      bool
	Name       string
	NIK        siak.NIK // prints masked
	Sex        siak.Sex
	Birth      siak.Date
	Age        int // whole years today in the office's zone
	District   siak.Region
	Village    string
	EligibleOn siak.Date // for under-age
	// ClockOff is how far this laptop's clock is behind the registry's, where
	// that explains the outcome (not-yet-valid, expired); else zero.
	ClockOff time.Duration
	// Activation is the one that was confirmed on this card, or the earlier one
	// that explains a replayed code; nil for none.
	Activation *Row
	CanConfirm bool
	// NeedsSupervisor: it may be confirmed once a supervisor has allowed the work to
	// go on with data this old.
	NeedsSupervisor bool
	ReadAt          time.Time
	// Latency is the time from the frame to this verdict.
	Latency time.Duration
}

// Row is an activation in a list.
type Row struct {
	ID          siak.ActivationID
	Name        string
	NIK         siak.NIK
	State       siak.State
	Reason      siak.Reason
	Attempts    int
	NextTry     time.Time
	ConfirmedAt time.Time
	UpdatedAt   time.Time
}

// Today is the day's work, from midnight in the office's zone.
type Today struct {
	Total    int
	Sent     int // accepted or active
	Active   int
	Waiting  int // in the outbox
	Rejected int
	Held     int // of any day: each waits for the officer's hand
	// Latest are the newest activations, newest first, at most LatestRows.
	Latest []Row
}

// LatestRows is how many activations [Today] lists.
const LatestRows = 5

// Link is the way to the registry as the officer sees it.
type Link string

// The states of the link. Offline is a state, not an error.
const (
	LinkUnknown Link = "unknown" // not tried yet
	LinkOnline  Link = "online"
	LinkOffline Link = "offline" // nothing answers
	LinkTrouble Link = "trouble" // something answers, but not as it should: LinkKind
)

// Status is the line at the foot of the screen.
type Status struct {
	Link     Link
	LinkKind siak.Kind // why, for LinkOffline and LinkTrouble
	// LinkFault is what support wants to know of it; zero where there is nothing.
	LinkFault siak.ConnectionFault
	Queue     int // activations in the outbox, of any day
	// Data is how old the cache is; Syncing while a pull is under way, with its
	// progress in people (Total 0: not known yet).
	Data               siak.Freshness
	DataOld            bool // a supervisor has to allow the work to go on with it
	Syncing            bool
	SyncDone, SyncOf   int
	SyncLeft           time.Duration // that it will still take; 0: nobody knows
	SyncHeld           bool          // the officer stopped it
	Camera             string        // its name, "" for none
	CameraLive         bool
	CameraFault        string    // a scanner.Fault, "" for none
	CameraBy           string    // the program that has a busy camera, where the system tells
	StorageFault       siak.Kind // "" while the store is well
	Officer, Office    string
	Zone               *time.Location
	Training           bool
	ClockOffset        time.Duration // registry minus laptop
	ClockOffsetMatters bool          // beyond what the codes' tolerance forgives
}

// Sound is what the officer hears.
type Sound string

// The sounds. They are as distinct as the colours.
const (
	SoundNone   Sound = ""
	SoundGood   Sound = "good"
	SoundWarn   Sound = "warn"
	SoundRefuse Sound = "refuse"
)

// Sounds lists the sounds that can be heard.
func Sounds() []Sound { return []Sound{SoundGood, SoundWarn, SoundRefuse} }
