package credential

import (
	"time"

	"ikd/station/siak"
)

// Identity is what a Claim 169 code says, of whatever issuer. It is read, not
// verified. Photograph and biometrics (members 16 and 50 to 65) are left
// where they are: nothing here needs them.
type Identity struct {
	ID                 string `cbor:"1,keyasint"`
	Version            string `cbor:"2,keyasint"`
	Language           string `cbor:"3,keyasint"` // ISO 639-3
	FullName           string `cbor:"4,keyasint"`
	FirstName          string `cbor:"5,keyasint"`
	MiddleName         string `cbor:"6,keyasint"`
	LastName           string `cbor:"7,keyasint"`
	Birth              string `cbor:"8,keyasint"` // as written: issuers differ
	Gender             int    `cbor:"9,keyasint"` // 1 male, 2 female, 3 other
	Address            string `cbor:"10,keyasint"`
	Email              string `cbor:"11,keyasint"`
	Phone              string `cbor:"12,keyasint"`
	Nationality        string `cbor:"13,keyasint"`
	MaritalStatus      int    `cbor:"14,keyasint"` // 1 unmarried, 2 married, 3 divorced
	Guardian           string `cbor:"15,keyasint"`
	PhotoFormat        int    `cbor:"17,keyasint"`
	BestQualityFingers []int  `cbor:"18,keyasint"`
	SecondaryFullName  string `cbor:"19,keyasint"`
	SecondaryLanguage  string `cbor:"20,keyasint"`
	LocationCode       string `cbor:"21,keyasint"`
	LegalStatus        string `cbor:"22,keyasint"`
	CountryOfIssuance  string `cbor:"23,keyasint"`

	// Of the CWT around it; zero where it has none.
	Issuer    string    `cbor:"-"`
	Subject   string    `cbor:"-"`
	ExpiresAt time.Time `cbor:"-"`
	NotBefore time.Time `cbor:"-"`
	IssuedAt  time.Time `cbor:"-"`
}

// identityClaims is the CWT around a Claim 169.
type identityClaims struct {
	Issuer    string      `cbor:"1,keyasint"`
	Subject   string      `cbor:"2,keyasint"`
	ExpiresAt numericDate `cbor:"4,keyasint"`
	NotBefore numericDate `cbor:"5,keyasint"`
	IssuedAt  numericDate `cbor:"6,keyasint"`
	Identity  *Identity   `cbor:"169,keyasint"`
}

// ParseClaim169 reads the text of a Claim 169 code: Base45 of zlib of a CWT in
// a COSE_Sign1. No signature is verified and no period of validity asked for;
// an encrypted code (COSE_Encrypt0) is not read. It fails with
// [siak.KindMalformed].
func ParseClaim169(text string) (Identity, error) {
	cose, err := unpack(text)
	if err != nil {
		return Identity{}, siak.E("read Claim 169", siak.KindMalformed, err)
	}
	s, err := openSign1(cose)
	if err != nil {
		return Identity{}, siak.E("read Claim 169", siak.KindMalformed, err)
	}
	identity, err := readIdentity(s.payload)
	if err != nil {
		return Identity{}, siak.E("read Claim 169", siak.KindMalformed, err)
	}
	return identity, nil
}

// readIdentity reads a CWT with a Claim 169.
func readIdentity(cwt []byte) (Identity, error) {
	var c identityClaims
	if decoding.Unmarshal(cwt, &c) != nil {
		return Identity{}, errClaims
	}
	if c.Identity == nil {
		return Identity{}, errNoPerson
	}
	for _, d := range []numericDate{c.ExpiresAt, c.NotBefore, c.IssuedAt} {
		if d != 0 && !d.valid() {
			return Identity{}, errDates
		}
	}
	identity := *c.Identity
	identity.Issuer, identity.Subject = c.Issuer, c.Subject
	identity.ExpiresAt = c.ExpiresAt.timeOrZero()
	identity.NotBefore = c.NotBefore.timeOrZero()
	identity.IssuedAt = c.IssuedAt.timeOrZero()
	return identity, nil
}

// timeOrZero is for dates that may be absent.
func (d numericDate) timeOrZero() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return d.time()
}
