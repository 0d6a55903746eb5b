package registry

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"strings"
	"testing"

	"connectrpc.com/connect"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// TestEnrolWithCode: only the secret part of the code is sent; whatever somebody
// makes of dashes and case; the same key stays the same station.
func TestEnrolWithCode(t *testing.T) {
	o, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	code := o.code()
	typed := strings.ToLower(strings.ReplaceAll(code.Text(), "-", " "))
	first, err := Enrol(t.Context(), o.addr, EnrolOptions{Code: typed, Options: Options{Now: laptop.now}})
	if err != nil {
		t.Fatal(err)
	}
	again, err := Enrol(t.Context(), o.addr, EnrolOptions{Code: typed, Key: first.Key, Options: Options{Now: laptop.now}})
	if err != nil {
		t.Fatal(err)
	}
	if string(again.Key) != string(first.Key) {
		t.Error("the second try has another key")
	}
	for _, sent := range o.codes() {
		if sent != code.Secret() {
			t.Errorf("%d signs were sent", len(sent))
		}
	}
}

// TestTheSecretStays: what is not the registry that the code names hears
// nothing of the code, and what is mistyped is not even tried.
func TestTheSecretStays(t *testing.T) {
	ours, theirs, laptop := newOffice(t), newOffice(t), newMoved(day(2027, 6, 1))
	try := func(o *office, code string) error {
		_, err := Enrol(t.Context(), o.addr, EnrolOptions{Code: code, Options: Options{Now: laptop.now}})
		return err
	}
	wantKind(t, try(theirs, ours.code().Text()), siak.KindOtherRegistry)

	// To have a certificate by the right authority is not enough: stations do.
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	station := ours.issuer.certify(public, x509.ExtKeyUsageClientAuth, day(2027, 1, 1), day(2028, 1, 1))
	theirs.show(tls.Certificate{Certificate: [][]byte{station, ours.issuer.cert.Raw}, PrivateKey: key})
	wantKind(t, try(theirs, ours.code().Text()), siak.KindOtherRegistry)

	wantKind(t, try(ours, "0000-0000"), siak.KindCodeMistyped)
	wantKind(t, try(ours, "!"+ours.code().Text()), siak.KindCodeMistyped)
	if n := len(ours.codes()) + len(theirs.codes()); n != 0 {
		t.Errorf("%d enrolments came in", n)
	}
}

// TestRefusals: each reason of the contract has its kind, so its sentence.
func TestRefusals(t *testing.T) {
	o, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	for reason, want := range map[pb.RefusalReason]siak.Kind{
		pb.RefusalReason_REFUSAL_REASON_CODE_WRONG:   siak.KindCodeWrong,
		pb.RefusalReason_REFUSAL_REASON_CODE_EXPIRED: siak.KindCodeExpired,
		pb.RefusalReason_REFUSAL_REASON_CODE_USED:    siak.KindCodeUsed,
		pb.RefusalReason_REFUSAL_REASON_EXPIRED:      siak.KindStationExpired,
		pb.RefusalReason_REFUSAL_REASON_REVOKED:      siak.KindStationRevoked,
		pb.RefusalReason_REFUSAL_REASON_UNKNOWN:      siak.KindUnauthenticated,
		pb.RefusalReason(99):                         siak.KindRefused, // of a later version
	} {
		o.mu.Lock()
		o.refuse = refusal(connect.CodePermissionDenied, reason)
		o.mu.Unlock()
		_, err := Enrol(t.Context(), o.addr, EnrolOptions{Code: o.code().Text(), Options: Options{Now: laptop.now}})
		wantKind(t, err, want)
	}
}
