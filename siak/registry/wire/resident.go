package wire

import (
	"strconv"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/text"
)

// maxText bounds a name, in bytes.
const maxText = siak.MaxText

// FromResident writes a resident down for the wire.
func FromResident(r siak.Resident) *pb.Resident {
	return &pb.Resident{
		Nik: r.NIK.Digits(), Name: r.Name, Sex: uint32(r.Sex), Birth: r.Birth.Compact(),
		Marital: uint32(r.Marital), Life: uint32(r.Life), Recorded: r.Recorded,
		District: string(r.District), Village: r.Village,
		ActivePhone: thumbprintBytes(r.ActivePhone), Version: r.Version,
	}
}

// ToResident checks and reads a resident from the wire. Names come as
// [text.Clean] gives them: a registry of an earlier version sends what it once took
// in, and one name may not stop the page that it stands on.
func ToResident(m *pb.Resident) (siak.Resident, error) {
	nik, err := siak.RegisteredNIK(m.GetNik())
	if err != nil {
		return siak.Resident{}, bad("nik")
	}
	birth, err := ToDate(m.GetBirth())
	if err != nil {
		return siak.Resident{}, err
	}
	if err := checkResident(m); err != nil {
		return siak.Resident{}, err
	}
	r := siak.Resident{
		NIK: nik, Name: text.Clean(m.GetName()), Sex: siak.Sex(m.GetSex()), Birth: birth,
		Marital: siak.Marital(m.GetMarital()), Life: siak.Life(m.GetLife()), Recorded: m.GetRecorded(),
		District: siak.Region(m.GetDistrict()), Village: text.Clean(m.GetVillage()), Version: m.GetVersion(),
	}
	copy(r.ActivePhone[:], m.GetActivePhone())
	return r, nil
}

// checkResident judges what [ToResident] copies as it stands.
func checkResident(m *pb.Resident) error {
	switch phone := m.GetActivePhone(); {
	case m.GetName() == "", len(m.GetName()) > maxText:
		return bad("name")
	case m.GetSex() > uint32(siak.Female):
		return bad("sex")
	case m.GetMarital() > uint32(siak.Widowed):
		return bad("marital")
	case m.GetLife() > uint32(siak.Duplicate):
		return bad("life")
	case !IsDistrict(m.GetDistrict()):
		return bad("district")
	case len(m.GetVillage()) > maxText:
		return bad("village")
	case len(phone) != 0 && len(phone) != len(siak.Thumbprint{}):
		return bad("active_phone")
	}
	return nil
}

// ToDate reads a date of the form YYYYMMDD, the only one of the contract. A city
// has 1.4 million of them: the library's parser would take a tenth of the time in
// which a page is read.
func ToDate(s string) (siak.Date, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || len(s) != 8 {
		return siak.Date{}, bad("birth")
	}
	d := siak.Date{Year: int(n / 10000), Month: time.Month(n / 100 % 100), Day: int(n % 100)}
	if siak.DateOf(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)) != d {
		return siak.Date{}, bad("birth")
	}
	return d, nil
}

// IsDistrict reports whether s has the form of a kecamatan's code: 6 digits.
func IsDistrict(s string) bool {
	return siak.Region(s).IsDistrict()
}

// thumbprintBytes is nil for no phone.
func thumbprintBytes(t siak.Thumbprint) []byte {
	if t.IsZero() {
		return nil
	}
	return t[:]
}
