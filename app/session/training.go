package session

import (
	"context"

	"ikd/station/app"
	"ikd/station/app/training"
	"ikd/station/siak"
)

// trainingPanel is the window's handle to the training mode.
type trainingPanel struct{ environment *training.Environment }

var _ app.Training = trainingPanel{}

// Network implements [app.Training].
func (p trainingPanel) Network(on bool) { p.environment.SetNetwork(on) }

// NetworkOn implements [app.Training].
func (p trainingPanel) NetworkOn() bool { return p.environment.NetworkOn() }

// NextPhone implements [app.Training].
func (p trainingPanel) NextPhone(outcome siak.Outcome) error {
	if outcome == app.TwoPhones {
		outcome = training.TwoPhones
	}
	p.environment.Queue.Call(outcome)
	return nil
}

// Mail implements [app.Training].
func (p trainingPanel) Mail(ctx context.Context) ([]app.Mail, error) {
	sent, err := p.environment.Mail(ctx)
	mails := make([]app.Mail, 0, len(sent))
	for _, m := range sent {
		mails = append(mails, app.Mail{Registration: m.RegistrationID, To: m.To, Code: m.Code, Used: m.Used})
	}
	return mails, err
}

// Finish implements [app.Training].
func (p trainingPanel) Finish(ctx context.Context, m app.Mail) error {
	return p.environment.Finish(ctx, m.Registration, m.Code)
}
