package registry

import (
	"context"
	"crypto/tls"

	"google.golang.org/protobuf/types/known/durationpb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// PhoneRequest asks a made-up citizen to step up.
type PhoneRequest = wire.PhoneRequest

// Mail is an e-mail that a sandbox "sent" to a made-up citizen.
type Mail = wire.Mail

// Phone is what a made-up citizen shows.
type Phone struct {
	Code           string // the text of the QR code
	RegistrationID string // "" where the code is of no citizen
}

// Training speaks to a sandbox's made-up citizens. It needs no enrolment and
// believes whoever answers: there is nothing there to protect.
type Training struct {
	caller
	service pb.TrainingServiceClient
}

// DialTraining makes a client for the sandbox at addr; it does not connect yet.
func DialTraining(addr string, o Options) (*Training, error) {
	base, err := parseAddress(addr)
	if err != nil {
		return nil, err
	}
	o = o.withDefaults()
	transport := newTransport(o.route(), &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true}, nil)
	t := &Training{caller: newCaller(base, o, newClock(o), transport)}
	t.service = pb.NewTrainingServiceClient(newHTTPClient(t.transport), base, clientOptions)
	return t, nil
}

// ShowPhone lets a citizen show a code that must lead to the wanted outcome.
func (t *Training) ShowPhone(ctx context.Context, r PhoneRequest) (Phone, error) {
	m, err := call(ctx, &t.caller, "show phone", t.service.ShowPhone, &pb.ShowPhoneRequest{
		Outcome: string(r.Outcome), Elsewhere: r.Elsewhere, Age: durationpb.New(r.Age),
	})
	if err != nil {
		return Phone{}, err
	}
	return Phone{Code: m.GetCode(), RegistrationID: m.GetRegistrationId()}, nil
}

// ListMail fetches the e-mails after the one of that sequence, oldest first.
func (t *Training) ListMail(ctx context.Context, afterSeq uint64) ([]Mail, error) {
	m, err := call(ctx, &t.caller, "list mail", t.service.ListMail, &pb.ListMailRequest{AfterSeq: afterSeq})
	if err != nil {
		return nil, err
	}
	var mails []Mail
	for _, mail := range m.GetMails() {
		mails = append(mails, Mail{
			Seq: mail.GetSeq(), RegistrationID: mail.GetRegistrationId(), To: mail.GetTo(),
			Code: mail.GetCode(), Sent: mail.GetSent().AsTime(), Used: mail.GetUsed(),
		})
	}
	return mails, nil
}

// FinishActivation lets the citizen type the code into the app. reason says
// why the activation is not active afterwards.
func (t *Training) FinishActivation(ctx context.Context, registrationID, code string) (active bool, reason siak.Reason, err error) {
	m, err := call(ctx, &t.caller, "finish activation", t.service.FinishActivation, &pb.FinishActivationRequest{
		RegistrationId: registrationID, Code: code,
	})
	if err != nil {
		return false, siak.ReasonNone, err
	}
	return m.GetActive(), siak.Reason(m.GetReason()), nil
}
