package server

import (
	"context"
	"time"

	"ikd/station/siak"
)

// Activation is one as the registry holds it.
type Activation struct {
	ID             siak.ActivationID
	RegistrationID string // "" where the statement or the code was no good
	Station        string
	State          siak.State
	Reason         siak.Reason
	ReceivedAt     time.Time // the first time
	Submissions    int       // how often it came

	Person    int64     // 0: nobody was found
	Code      string    // what is kept of the code: a hash under a key; "" but for accepted ones
	CodeUntil time.Time // when it runs out
}

// Activations that were handed in. Those of a station are added and changed
// under its lock ([Stations].LockStation), which is taken before any other.
type Activations interface {
	// AddActivations adds some that came for the first time; false where not all
	// were added, because an id is there already. The storage keeps no two of the
	// same person that are accepted: it refuses the second ([ErrRefused]).
	AddActivations(...Activation) (all bool, err error)
	// RejudgeActivation puts a new judgement in the place of one that is held; false
	// where it is held no more. Fails as AddActivations.
	RejudgeActivation(Activation) (bool, error)
	// CountSubmissions finds those that came before and counts that they came
	// again. No id may be asked for twice.
	CountSubmissions(...siak.ActivationID) (map[siak.ActivationID]Activation, error)
	// Pending are those of some people of whom an activation waits for its code.
	Pending(people ...int64) (map[int64]bool, error)
	// Latest is the last activation of a registration that got a code, or else the
	// last one.
	Latest(registrationID string) (Activation, bool, error)
	// Conclude moves an accepted activation on; false where it is not accepted
	// any more.
	Conclude(siak.ActivationID, siak.State, siak.Reason) (bool, error)
	// Overdue are accepted activations whose codes ran out by then.
	Overdue(now time.Time, limit int) ([]Activation, error)
	// CodeTries and SetCodeTries are of the code that an activation has, SetCode
	// changes what is kept of it.
	CodeTries(siak.ActivationID) (CodeTries, error)
	SetCodeTries(siak.ActivationID, CodeTries) error
	SetCode(id siak.ActivationID, code string) error
	// ListActivations are all, in the order in which they came.
	ListActivations() ([]Activation, error)
}

// Activations lists all, in the order in which they came.
func (r *ActivationService) Activations(ctx context.Context) (all []Activation, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		all, err = tx.ListActivations()
		return err
	})
	return all, at("list activations", err)
}
