package server

import (
	"context"
	"crypto"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/admission"
	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/registry/server/officers"
	"ikd/station/siak/registry/server/population"
	"ikd/station/siak/registry/server/row"
	"ikd/station/siak/registry/server/scope"
	"ikd/station/siak/text"
)

// Options of a registry. All but the office may be left out.
type Options struct {
	// OfficeRegion is the office's kecamatan, 6 digits; OfficeName its name.
	// A station that enrols without being told of another gets these.
	OfficeRegion siak.Region
	OfficeName   string
	// OpenEnrolment enrols every station that asks, without a code: for the
	// sandbox alone.
	OpenEnrolment bool
	// Wrapping is the key from outside the storage under which the registry's keys
	// are wrapped.
	Wrapping *keys.Wrapping
	// CertificateFor is how long a station's certificate is good: 90 days where
	// it is 0.
	CertificateFor time.Duration
	// AnchorWithin is how long a head of its audit that was taken lets a station pull,
	// look up and hand in; 0: it needs none, as in training.
	AnchorWithin time.Duration
	// Training tells stations that the people are made up. The time that a
	// presentation bears is then believed: recorded codes are shown again.
	Training bool
	// Grants are what a station is granted whose enrolment says nothing of it: the
	// kecamatan of its office where they are none.
	Grants scope.Grants
	// AcceptOlderStations serves look-ups of stations that cannot send a
	// presentation yet, where they name a registration of the NIK.
	AcceptOlderStations bool
	// Now is the registry's clock; [time.Now] where it is nil.
	Now func() time.Time
	// Log receives what an operator wants to know, nothing personal.
	Log *slog.Logger
	// Events is called after each change of an activation, from the goroutine
	// that made it. It must return soon and must not call back.
	Events func(Event)
	// Wrap, where it is set, gets every call first: to count and measure them.
	Wrap func(http.Handler) http.Handler
	// Admission bounds calls and connections; what is 0 in it has the usual value.
	Admission admission.Limits
	// WithoutOfficerFor is how long statements and requests without an officer's
	// signature are taken from stations of an older version, from the first start of
	// a registry that knows officers' keys: 90 days where it is 0, a certificate's
	// time, within which every station has been on the line to renew it and could be
	// brought to this version; less than 0 is not at all.
	WithoutOfficerFor time.Duration
	// StopTimeout is how long the calls under way may take when the registry
	// stops: 3 s where it is 0.
	StopTimeout time.Duration
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.CertificateFor == 0 {
		o.CertificateFor = usualCertificate
	}
	if o.Wrap == nil {
		o.Wrap = func(h http.Handler) http.Handler { return h }
	}
	if o.WithoutOfficerFor == 0 {
		o.WithoutOfficerFor = usualCertificate
	}
	if o.StopTimeout == 0 {
		o.StopTimeout = usualStop
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.OfficeName = text.Clean(o.OfficeName); o.OfficeName == "" {
		o.OfficeName = string(o.OfficeRegion) // a reply without a name is refused
	}
	if o.Events == nil {
		o.Events = func(Event) {}
	}
	return o
}

// Event is a change of an activation: it was decided, or finished, or its code
// ran out.
type Event struct {
	ID      siak.ActivationID
	Station string
	State   siak.State
	Reason  siak.Reason
}

// Registry answers stations: it is what can be asked of it, by subject, and the
// server. Its methods may be used by many goroutines.
type Registry struct {
	*core
	StationService
	EnrolmentService
	*KeyService
	*PopulationService
	LookUpService
	ActivationService
	AuditService
	RequestService
	FileService
	OfficerService
	*scope.Service

	more []mount
	// overloaded is when to come again, in nanoseconds; 0: the registry works.
	overloaded atomic.Int64
	tries      admission.Tries // of enrolment codes
	admission  *admission.Control
	contacts   officers.Contacts
}

// core is what every subject works with.
type core struct {
	o     Options
	store Storage
	keys  *keys.Service
	// rows judges which rows of the register are given out.
	rows   *row.Judge
	people *population.Service
	// withoutOfficer is until when what no officer signed is taken.
	withoutOfficer time.Time
	// access records and bounds what stations see of people.
	access *scope.Service
}

// The subjects of a [Registry].
type (
	// StationService knows the stations that are enrolled, or were.
	StationService struct{ *core }
	// EnrolmentService makes a laptop a station.
	EnrolmentService struct {
		*core
		hashing chan struct{} // held by who compares an enrolment code
	}
	// KeyService seals what stations are to believe, and opens what is sent to the
	// registry alone.
	KeyService = keys.Service
	// PopulationService is the population register and what stations may believe of
	// registrations.
	PopulationService = population.Service
	// LookUpService gives stations records and pages of the register that they may see.
	LookUpService struct{ *core }
	// ActivationService judges activations and sees them through.
	ActivationService struct {
		*core
		stations *StationService
	}
	// AuditService keeps the heads of the stations' audits.
	AuditService struct{ *core }
	// RequestService does what stations ask for citizens.
	RequestService struct{ *core }
	// OfficerService knows the keys of stations' officers.
	OfficerService struct{ *core }
	// FileService writes and takes in files for stations without a line.
	FileService struct{ registry *Registry }
)

// mount is a service beside the registry's own.
type mount struct {
	path    string
	handler http.Handler
}

// Open opens the registry of a storage in which [Create] made one, and wraps the
// keys that an earlier version left in clear. The storage stays the caller's to
// close. It fails with not-set-up where there is none, or no wrapping key.
func Open(ctx context.Context, store Storage, o Options) (*Registry, error) {
	r := compose(&core{o: o.withDefaults(), store: store})
	err := r.PrepareKeys(ctx)
	if err == nil {
		err = r.officersSince(ctx)
	}
	if err != nil {
		return nil, at("open registry", err)
	}
	return r, nil
}

// compose makes a registry of its subjects.
func compose(c *core) *Registry {
	c.keys, c.rows, c.access = keyService(c), row.NewJudge(c.o.Log), accessService(c)
	c.people = populationService(c)
	r := &Registry{
		core: c, StationService: StationService{c}, KeyService: c.keys, PopulationService: c.people, LookUpService: LookUpService{c},
		AuditService: AuditService{c}, RequestService: RequestService{c}, Service: c.access, admission: admission.New(c.o.Admission),
	}
	r.EnrolmentService = EnrolmentService{c, make(chan struct{}, 1)}
	r.ActivationService = ActivationService{c, &r.StationService}
	r.FileService, r.OfficerService = FileService{r}, OfficerService{c}
	return r
}

// Handle adds a service that needs no certificate, before [Registry.Serve].
func (r *Registry) Handle(path string, handler http.Handler) {
	r.more = append(r.more, mount{path, handler})
}

// keyService is the registry's keys, in its storage.
func keyService(c *core) *keys.Service {
	o := keys.Options{
		Read: func(ctx context.Context, f func(keys.Storage) error) error {
			return c.store.Read(ctx, func(tx Tx) error { return f(tx) })
		},
		Write: func(ctx context.Context, f func(keys.Storage) error) error {
			return c.store.Write(ctx, func(tx Tx) error { return f(tx) })
		},
		Adopt:    func(tx keys.Storage, ring *keys.Ring) error { return adoptCodes(tx.(Tx), ring) },
		Wrapping: c.o.Wrapping, Now: c.o.Now, Log: c.o.Log,
	}
	if s, ok := c.store.(Scrubber); ok {
		o.Scrub = s.Scrub
	}
	return keys.NewService(o)
}

// populationService is the population register, in the registry's storage.
func populationService(c *core) *population.Service {
	return population.NewService(population.Options{
		Read: func(ctx context.Context, f func(population.Tx) error) error {
			return c.store.Read(ctx, func(tx Tx) error { return f(tx) })
		},
		Write: func(ctx context.Context, f func(population.Tx) error) error {
			return c.store.Write(ctx, func(tx Tx) error { return f(tx) })
		},
		Rows: c.rows, Trusted: func() []siak.IssuerKey { return c.Keys().Trusted() }, Now: c.o.Now, Log: c.o.Log,
	})
}

// Keys are the registry's own, as they were read last.
func (c *core) Keys() *keys.Ring { return c.keys.Ring() }

// signWipe signs an order to wipe: for one station's key, once.
func (c *core) signWipe(station string, key crypto.PublicKey, o siak.WipeOrder) (siak.WipeOrder, error) {
	return c.Keys().SignWipe(station, key, o)
}

// whole reports whether somebody's record may be given out.
func (c *core) whole(p Person) bool { return c.rows.Whole(p) }

// LeftOut is how many rows of a table ([row.Tables]) are known to be damaged, and how
// often one was left out of an answer, see [row.Judge.LeftOut].
func (c *core) LeftOut(table string) (rows int, times uint64) { return c.rows.LeftOut(table) }
