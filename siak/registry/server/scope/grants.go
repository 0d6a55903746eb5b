package scope

import (
	"errors"
	"slices"
	"strings"
	"time"

	"ikd/station/siak"
)

// Grant is one thing that a station is granted: the digits of a kecamatan (6), of
// a city or regency (4) or of a province (2), whose people it may keep copies of, or
// the right [LookUpByNIK].
type Grant string

// LookUpByNIK is the right to look somebody up by NIK alone, for a citizen without
// a phone.
const LookUpByNIK Grant = "look-up-by-nik"

// ParseGrant reads a grant as the registry's staff type it. It fails with refused.
func ParseGrant(typed string) (Grant, error) {
	g := Grant(strings.TrimSpace(typed))
	if g == LookUpByNIK || g.ofRegion() {
		return g, nil
	}
	return "", siak.E("read a grant", siak.KindRefused, errors.New("want 2, 4 or 6 digits of a region, or "+string(LookUpByNIK)))
}

// ofRegion reports whether a grant is a region's code.
func (g Grant) ofRegion() bool {
	return (len(g) == 2 || len(g) == 4 || len(g) == 6) && strings.Trim(string(g), "0123456789") == ""
}

// Grants are all of a station.
type Grants []Grant

// Covers reports whether copies of a kecamatan are granted.
func (gs Grants) Covers(region siak.Region) bool {
	return slices.ContainsFunc(gs, func(g Grant) bool { return g.ofRegion() && strings.HasPrefix(string(region), string(g)) })
}

// Has reports whether exactly that is granted.
func (gs Grants) Has(g Grant) bool { return slices.Contains(gs, g) }

// String is how an invitation keeps grants: in order, with spaces between.
func (gs Grants) String() string {
	words := make([]string, len(gs))
	for i, g := range gs {
		words[i] = string(g)
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

// ParseGrants reads what [Grants.String] wrote. It fails with refused.
func ParseGrants(text string) (gs Grants, err error) {
	for word := range strings.FieldsSeq(text) {
		g, err := ParseGrant(word)
		if err != nil {
			return nil, err
		}
		gs = append(gs, g)
	}
	return gs, nil
}

// GrantStore keeps grants.
type GrantStore interface {
	// AddGrant gives a station one; one that it has stays as it is.
	AddGrant(station string, g Grant, at time.Time) error
	// DropGrant takes one; false where the station has not exactly that.
	DropGrant(station string, g Grant) (bool, error)
	// ListGrants are a station's, in order.
	ListGrants(station string) (Grants, error)
}
