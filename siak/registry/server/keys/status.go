package keys

import "time"

// State is how far a key is.
type State string

// The states.
const (
	InUse   State = "in-use"
	Next    State = "next"    // comes into use later
	Earlier State = "earlier" // was in use: it opens or proves what is of its time
	Waiting State = "waiting" // for its certificate, which is signed elsewhere
)

// Status is what operators see of a key.
type Status struct {
	Kind    Kind      `json:"kind"`
	ID      string    `json:"id"`
	State   State     `json:"state"`
	Offline bool      `json:"offline,omitempty"` // its private half is kept elsewhere
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	// Due: it ends within [NoticeTime], and nothing is there to take its place.
	Due bool `json:"due,omitempty"`
}

// Status lists the keys by kind, the latest use first.
func (r *Ring) Status() (all []Status) {
	now := r.now()
	for _, kind := range Kinds() {
		for _, k := range r.All(kind) {
			s := Status{Kind: kind, ID: k.ID, Offline: !k.Online(), From: k.From, To: k.To, State: r.stateOf(k)}
			s.Due = s.State == InUse && k.To.Sub(now) < NoticeTime && r.Next(kind) == nil
			all = append(all, s)
		}
	}
	return all
}

func (r *Ring) stateOf(k *Key) State {
	switch now := r.now(); {
	case certified[k.Kind] && k.Cert == nil:
		return Waiting
	case k.From.After(now) && k != r.Current(k.Kind):
		return Next
	case k == r.Current(k.Kind), k.Kind == Issuer && r.issues(k):
		return InUse
	default:
		return Earlier
	}
}

// issues reports whether an issuer's key is the one in use of its algorithm.
func (r *Ring) issues(k *Key) bool {
	for _, s := range r.Issuers() {
		if string(s.KeyID()) == k.ID {
			return true
		}
	}
	return false
}
