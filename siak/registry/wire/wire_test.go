package wire

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/text"
)

var byValue = cmp.Comparer(func(a, b siak.NIK) bool { return a == b })

// texts draws what a register has taken in: any letters, in their one form.
func texts(t *rapid.T, label, begin string) string {
	return text.Clean(begin + rapid.StringN(0, 40, maxText/3).Draw(t, label))
}

// residents draws whatever the register may hold.
func residents(version uint64) *rapid.Generator[siak.Resident] {
	return rapid.Custom(func(t *rapid.T) siak.Resident {
		serial := rapid.IntRange(9000, 9999).Draw(t, "serial")
		nik, err := siak.ParseNIK(fmt.Sprintf("327606410190%04d", serial))
		if err != nil {
			t.Fatal(err)
		}
		r := siak.Resident{
			NIK: nik, Name: texts(t, "name", "A"),
			Sex:      siak.Sex(rapid.IntRange(0, 2).Draw(t, "sex")),
			Birth:    siak.Date{Year: rapid.IntRange(1900, 2026).Draw(t, "year"), Month: 2, Day: rapid.IntRange(1, 28).Draw(t, "day")},
			Marital:  siak.Marital(rapid.IntRange(0, 4).Draw(t, "marital")),
			Life:     siak.Life(rapid.IntRange(0, 3).Draw(t, "life")),
			Recorded: rapid.Bool().Draw(t, "recorded"), District: "327606",
			Village: texts(t, "village", ""), Version: version,
		}
		copy(r.ActivePhone[:], rapid.SliceOfN(rapid.Byte(), 0, 32).Draw(t, "phone"))
		return r
	})
}

// What goes over the wire comes back as it was.
func TestPageRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := siak.Cursor{Partition: "327606", Epoch: 5, Seq: 10}
		p := siak.Page{From: from, To: siak.Cursor{Partition: "327606", Epoch: 5, Seq: 20}, Total: 3, More: true}
		p.Upserts = append(p.Upserts, residents(11).Draw(t, "a"), residents(20).Draw(t, "b"))
		p.Removed = append(p.Removed, siak.Tombstone{NIK: p.Upserts[0].NIK, Version: 12})
		got, err := ToPage(from, overTheWire(t, FromPage(p), &pb.ListChangesResponse{}))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, got, byValue); diff != "" {
			t.Fatal(diff)
		}
	})
}

// What a registry of an earlier version took in as it came stops no page and no
// enrolment: the station reads it in its one form.
func TestOlderTexts(t *testing.T) {
	m := good()
	m.Upserts[0].Name, m.Upserts[0].Village = " Jose\u0301\u00a0Pere\u200bira\r\n", "\u202eKukusan"
	page, err := ToPage(siak.Cursor{Partition: "327606", Epoch: 5, Seq: 10}, m)
	if err != nil || page.Upserts[0].Name != "Jos\u00e9 Pereira" || page.Upserts[0].Village != "Kukusan" {
		t.Errorf("%+q, %v", page.Upserts[0].Name, err)
	}
	all, err := ToPartitions([]*pb.PartitionState{{Partition: &pb.Partition{Region: "327606", Name: "Be\u200bji "}, Head: &pb.Cursor{Partition: "327606"}}})
	if err != nil || all[0].Name != "Beji" {
		t.Errorf("%v, %v", all, err)
	}
	latin1 := FromPartitions([]siak.PartitionState{{Name: "Caf\xe9", Head: siak.Cursor{Partition: "327606"}}})
	if _, err := proto.Marshal(latin1[0]); err != nil {
		t.Error(err)
	}
}

// What a station sends is refused with the field and the character named.
func TestRequestTexts(t *testing.T) {
	m := &pb.RecordManualServiceRequest{Id: make([]byte, 16), Nik: "3276064101909001", Reason: pb.ManualServiceReason_MANUAL_SERVICE_REASON_NO_PHONE, Officer: " Jose\u0301\u00a0 Pereira"}
	if r, err := ToManualService(m); err != nil || r.Officer != "Jos\u00e9 Pereira" {
		t.Errorf("%+q, %v", r.Officer, err)
	}
	m.Officer = strings.Repeat("\ua98f", maxOfficer) // as many letters as an account's name has
	if _, err := ToManualService(m); err != nil {
		t.Error(err)
	}
	m.Officer = "Si\u200bti"
	if _, err := ToManualService(m); err == nil || !strings.Contains(err.Error(), "officer") || !strings.Contains(err.Error(), "character 3 is U+200B ZERO WIDTH SPACE") {
		t.Error(err)
	}
	e, err := ToEmailCorrection(&pb.CorrectEmailRequest{Id: make([]byte, 16), RegistrationId: "R-1", Email: "jose\u0301@surel.invalid", Officer: "Siti"})
	if err != nil || string(e.Email) != "jos\u00e9@surel.invalid" {
		t.Error(err)
	}
}

func overTheWire[M proto.Message](t *rapid.T, m, into M) M {
	data, err := proto.Marshal(m)
	if err == nil {
		err = proto.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
	return into
}

func good() *pb.ListChangesResponse {
	return &pb.ListChangesResponse{
		To: &pb.Cursor{Partition: "327606", Epoch: 5, Seq: 20},
		Upserts: []*pb.Resident{{
			Nik: "3276064101909001", Name: "Sekar", Sex: 2, Birth: "19900101", District: "327606", Version: 15,
			ActivePhone: bytes.Repeat([]byte{1}, 32),
		}},
		Removed: []*pb.Tombstone{{Nik: "3276064101909002", Version: 16}},
	}
}

// A page that is not of its partition or span is refused, and the error does not
// say what stood there.
func TestBadPages(t *testing.T) {
	from := siak.Cursor{Partition: "327606", Epoch: 5, Seq: 10}
	if _, err := ToPage(from, good()); err != nil {
		t.Fatal(err)
	}
	const secret = "3276064101909009X"
	for name, spoil := range map[string]func(*pb.ListChangesResponse){
		"district":    func(m *pb.ListChangesResponse) { m.Upserts[0].District = "327605" },
		"no district": func(m *pb.ListChangesResponse) { m.Upserts[0].District = secret },
		"version":     func(m *pb.ListChangesResponse) { m.Upserts[0].Version = 21 },
		"old version": func(m *pb.ListChangesResponse) { m.Upserts[0].Version = 10 },
		"its version": func(m *pb.ListChangesResponse) { m.Removed[0].Version = 21 },
		"no cursor":   func(m *pb.ListChangesResponse) { m.To = nil },
		"partition":   func(m *pb.ListChangesResponse) { m.To.Partition = "327605" },
		"epoch":       func(m *pb.ListChangesResponse) { m.To.Epoch = 6 },
		"backwards":   func(m *pb.ListChangesResponse) { m.To.Seq = 9 },
		"on the spot": func(m *pb.ListChangesResponse) {
			*m = pb.ListChangesResponse{To: &pb.Cursor{Partition: "327606", Epoch: 5, Seq: 10}, More: true}
		},
		"start over":    func(m *pb.ListChangesResponse) { m.StartOver = true },
		"over from 20":  func(m *pb.ListChangesResponse) { m.StartOver, m.Upserts, m.Removed = true, nil, nil },
		"empty upsert":  func(m *pb.ListChangesResponse) { m.Upserts[0] = &pb.Resident{} },
		"empty removed": func(m *pb.ListChangesResponse) { m.Removed[0] = &pb.Tombstone{} },
	} {
		m := good()
		spoil(m)
		_, err := ToPage(from, m)
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A record that cannot be read is left out, its person taken out of the copy, and
// the others are there.
func TestBadRowsAreLeftOut(t *testing.T) {
	from := siak.Cursor{Partition: "327606", Epoch: 5, Seq: 10}
	const secret = "3276064101909009X"
	for name, spoil := range map[string]func(*pb.Resident){
		"nik":          func(m *pb.Resident) { m.Nik = secret },
		"no name":      func(m *pb.Resident) { m.Name = "" },
		"long name":    func(m *pb.Resident) { m.Name = strings.Repeat(secret, 20) },
		"long village": func(m *pb.Resident) { m.Village = strings.Repeat(secret, 20) },
		"sex":          func(m *pb.Resident) { m.Sex = 3 },
		"marital":      func(m *pb.Resident) { m.Marital = 256 + 1 },
		"life":         func(m *pb.Resident) { m.Life = 4 },
		"birth":        func(m *pb.Resident) { m.Birth = "19900231" },
		"birth's form": func(m *pb.Resident) { m.Birth = "1990-01-01" },
		"phone":        func(m *pb.Resident) { m.ActivePhone = []byte(secret) },
	} {
		m := good()
		m.Upserts = append(m.Upserts, proto.CloneOf(m.Upserts[0]))
		m.Upserts[1].Nik, m.Upserts[1].Version = "3276064101909003", 17
		spoil(m.Upserts[0])
		p, err := ToPage(from, m)
		if err != nil || len(p.Upserts) != 1 || p.Upserts[0].Version != 17 || len(p.LeftOut) != 1 || p.LeftOut[0].Version != 15 {
			t.Errorf("%s: %d people, %d left out, %v", name, len(p.Upserts), len(p.LeftOut), err)
			continue
		}
		gone := 2 // with the page's own
		if name == "nik" {
			gone = 1
		}
		if len(p.Removed) != gone || name != "nik" && p.Removed[0] != p.LeftOut[0] {
			t.Errorf("%s: %d are removed", name, len(p.Removed))
		}
	}
	m := good()
	m.Removed[0].Nik = secret
	if p, err := ToPage(from, m); err != nil || len(p.Upserts) != 1 || len(p.Removed) != 0 || len(p.LeftOut) != 1 {
		t.Errorf("a tombstone: %v", err)
	}
}

func TestTrustRoundTrip(t *testing.T) {
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	want := siak.Trust{
		Version: 7,
		Issuers: []siak.IssuerKey{{ID: []byte("k"), Issuer: "https://x.invalid", Key: public, From: day, To: day.AddDate(1, 0, 0)}},
		Revoked: map[string]bool{"R-1": true}, Used: map[siak.PresentationID]bool{{1, 2}: true},
	}
	m, err := FromTrust(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ToTrust(m)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for name, spoil := range map[string]func(*pb.GetTrustResponse){
		"key":    func(m *pb.GetTrustResponse) { m.Issuers[0].PublicKey = []byte{1} },
		"kid":    func(m *pb.GetTrustResponse) { m.Issuers[0].Kid = nil },
		"issuer": func(m *pb.GetTrustResponse) { m.Issuers[0].Issuer = "" },
		"to":     func(m *pb.GetTrustResponse) { m.Issuers[0].To = nil },
		"used":   func(m *pb.GetTrustResponse) { m.UsedPresentations[0] = []byte{1} },
	} {
		m, err := FromTrust(want)
		if err != nil {
			t.Fatal(err)
		}
		spoil(m)
		if _, err := ToTrust(m); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestVerdicts(t *testing.T) {
	for _, state := range []siak.State{siak.Accepted, siak.Active, siak.Rejected, siak.Held} {
		want := siak.Verdict{ID: siak.NewActivationID(), State: state, Reason: "r", Seq: 3}
		got, err := ToVerdict(FromVerdict(want))
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", state, got, err)
		}
	}
	for _, m := range []*pb.Verdict{
		nil,
		{Id: make([]byte, 16)},
		{Id: make([]byte, 16), State: 99},
		{Id: make([]byte, 15), State: 1},
		{Id: make([]byte, 17), State: 1},
		{Id: make([]byte, 16), State: 1, Reason: strings.Repeat("x", 65)},
	} {
		if _, err := ToVerdict(m); err == nil {
			t.Errorf("accepted: %v", m)
		}
	}
}

// Pages of unknown bytes never panic, and one that is accepted says the same
// when it is written down again.
func FuzzPage(f *testing.F) {
	data, err := proto.Marshal(good())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	from := siak.Cursor{Partition: "327606", Epoch: 5, Seq: 10}
	f.Fuzz(func(t *testing.T, data []byte) {
		m := &pb.ListChangesResponse{}
		if proto.Unmarshal(data, m) != nil {
			return
		}
		p, err := ToPage(from, m)
		if err != nil {
			return
		}
		p.LeftOut = nil // among those who were removed now
		again, err := ToPage(from, FromPage(p))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, again, byValue); diff != "" {
			t.Error(diff)
		}
	})
}
