package cache

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
)

// The compact encoding of a resident, about 45 bytes where CBOR takes 80: the
// cache of a city holds 1.4 million of them.
//
//	1 byte   form: 1, or 2 with a phone
//	7 bytes  NIK as a number
//	3 bytes  birth: year<<9 | month<<5 | day
//	1 byte   sex (2 bits), marital (3), life (2), recorded (1)
//	varint   district, its digits after a leading 1 as a number; 0 for none
//	32 bytes phone's thumbprint, in form 2
//	varint and bytes  name
//	varint and bytes  village
//
// The version is not in it: it stands in clear and is bound by the seal.
const (
	formPlain = 1
	formPhone = 2
)

// EncodeResident fails with [siak.KindBadValue] on values that the encoding
// has no room for, which the registry has no reason to send.
func EncodeResident(r siak.Resident) ([]byte, error) {
	nik, err := strconv.ParseUint(r.NIK.Digits(), 10, 56)
	if err != nil {
		return nil, badResident("no NIK")
	}
	if r.Sex > 3 || r.Marital > 7 || r.Life > 3 {
		return nil, badResident("sex, marital state or life out of range")
	}
	birth, err := EncodeDate(r.Birth)
	if err != nil {
		return nil, err
	}
	district, err := encodeRegion(r.District)
	if err != nil {
		return nil, err
	}
	form := byte(formPlain)
	if !r.ActivePhone.IsZero() {
		form = formPhone
	}
	b := make([]byte, 0, 128)
	b = append(b, form)
	b = codec.AppendUint(b, nik, 7)
	b = codec.AppendUint(b, birth, 3)
	b = append(b, byte(r.Sex)|byte(r.Marital)<<2|byte(r.Life)<<5|bit(r.Recorded)<<7)
	b = binary.AppendUvarint(b, district)
	if form == formPhone {
		b = append(b, r.ActivePhone[:]...)
	}
	b = codec.AppendString(b, r.Name)
	return codec.AppendString(b, r.Village), nil
}

// decodeResident reads what encodeResident wrote.
func decodeResident(b []byte) (siak.Resident, error) {
	in := &codec.Reader{Rest: b}
	form := in.Byte()
	nik, err := siak.RegisteredNIK(fmt.Sprintf("%0*d", siak.NIKLength, in.Uint(7)))
	if err != nil || form != formPlain && form != formPhone {
		return siak.Resident{}, fault.Damaged("read a resident", "unknown form")
	}
	r := siak.Resident{NIK: nik, Birth: decodeDate(in.Uint(3))}
	flags := in.Byte()
	r.Sex = siak.Sex(flags & 3)
	r.Marital = siak.Marital(flags >> 2 & 7)
	r.Life = siak.Life(flags >> 5 & 3)
	r.Recorded = flags>>7 == 1
	r.District = decodeRegion(in.Uvarint())
	if form == formPhone {
		copy(r.ActivePhone[:], in.Take(len(r.ActivePhone)))
	}
	r.Name, r.Village = in.String(), in.String()
	if in.Short || len(in.Rest) > 0 {
		return siak.Resident{}, fault.Damaged("read a resident", "too long or too short")
	}
	return r, nil
}

func badResident(what string) error {
	return siak.E("keep a resident", fault.KindBadValue, fmt.Errorf("%s", what))
}

// EncodeDate packs a date into 24 bits: year, month, day. A part may be 0, for what
// is unknown. One that is out of range is an error of [siak.KindBadValue].
func EncodeDate(d siak.Date) (uint64, error) {
	if d.Year < 0 || d.Year >= 1<<15 || d.Month < 0 || d.Month > 12 || d.Day < 0 || d.Day > 31 {
		return 0, badResident("no such date")
	}
	return uint64(d.Year)<<9 | uint64(d.Month)<<5 | uint64(d.Day), nil
}

func decodeDate(n uint64) siak.Date {
	return siak.Date{Year: int(n >> 9), Month: time.Month(n >> 5 & 15), Day: int(n & 31)}
}

func encodeRegion(r siak.Region) (uint64, error) {
	if r == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint("1"+string(r), 10, 32)
	if err != nil {
		return 0, badResident("region is no code")
	}
	return n, nil
}

func decodeRegion(n uint64) siak.Region {
	if n == 0 {
		return ""
	}
	return siak.Region(strconv.FormatUint(n, 10)[1:])
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}
