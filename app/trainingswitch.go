package app

import (
	"context"

	"ikd/station/app/ui"
	"ikd/station/siak"
)

// TrainingSwitch is what a [Backend] can do that leads to training mode and back.
// One that is a TrainingSwitch has the key for it on the sign-in page and the line
// in the menu. Both methods are called off the GUI thread while nobody is signed
// in, and may block.
type TrainingSwitch interface {
	// EnterTraining makes the made-up registry and a folder of their own what the
	// backend works with from now on: Training reports true afterwards, and Accounts
	// lists the officers of that folder. LeaveTraining leads back to the real one.
	// Where one fails, everything is as it was; siak.KindBusy says that another
	// program has the folder.
	EnterTraining(ctx context.Context) error
	LeaveTraining(ctx context.Context) error
}

// trainingText has the keys of the texts of the way into training mode, or out of
// it: its name, and what it is for. They are "" where there is no such way, or an
// officer stands behind the lock.
func (s *sessions) trainingText() (name, note string) {
	if _, can := s.backend.(TrainingSwitch); !can || s.locked {
		return "", ""
	}
	if on, _, _ := s.backend.Training(); on {
		return "training.leave", "training.leave.text"
	}
	return "training.enter", "training.enter.text"
}

// switchTraining goes into training mode, or out of it. Whoever is at work is
// signed out.
func (s *sessions) switchTraining() {
	way, can := s.backend.(TrainingSwitch)
	if !can || s.locked {
		return
	}
	on, _, _ := s.backend.Training()
	session := s.part()
	s.env.Open(blankPage{})
	s.env.Work(func(ctx context.Context) func() {
		if session != nil {
			_ = s.open.close(session) // the workers have stopped either way
		}
		do := way.EnterTraining
		if on {
			do = way.LeaveTraining
		}
		failed := siak.KindOf(do(ctx))
		return func() { s.welcomeWith(failed) }
	})
}

// trainingItem is the line of the menu; nil for none. key is the key that does the
// same, "" where it does something else.
func (m *menus) trainingItem(key string) []ui.Item {
	text, _ := m.sessions.trainingText()
	if text == "" {
		return nil
	}
	return []ui.Item{{Key: key, Text: m.env.Words.Text(text), Run: m.sessions.switchTraining}}
}
