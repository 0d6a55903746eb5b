package pages

import (
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// Protection is what keeps the folder from opening at another laptop.
type Protection struct {
	By siak.KeyProtection // of the account that is bound least; "" where it does not matter
	// Unbound accounts are bound to nothing yet, though Binds says that the laptop can
	// bind.
	Unbound int
	Binds   bool
	// NeedsCode: a recovery code has to be noted first.
	NeedsCode bool
}

// Facts say it.
func (p Protection) Facts(w *words.Words) []string {
	switch p.By {
	case siak.ProtectedByTPM:
		return []string{w.Text("store.by.tpm")}
	case siak.ProtectedByKeyring:
		return []string{w.Text("store.by.keyring")}
	case siak.ProtectedByPassphrase:
		facts := []string{w.Text("store.by.passphrase")}
		switch {
		case p.NeedsCode:
			facts = append(facts, w.Text("store.by.code"))
		case p.Unbound > 0 && p.Binds:
			facts = append(facts, w.Text("store.by.some", p.Unbound))
		}
		return facts
	}
	return nil
}
