package tpm

import (
	"errors"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/google/go-tpm/tpm2"
	"github.com/google/go-tpm/tpm2/transport"

	"ikd/station/siak"
)

// Variable is the environment variable that names another TPM than the system's: the
// path of a device or of a socket, or "none".
const Variable = "STATION_TPM"

// patience is how long a use of the TPM may take: some make a key in seconds.
const patience = 20 * time.Second

// Device is the way to a TPM. Its uses wait for each other.
type Device struct {
	open     func() (transport.TPMCloser, error)
	patience time.Duration
	mu       sync.Mutex
}

// errNone is the cause where no TPM is to be used.
var errNone = errors.New("no TPM is to be used")

// System is the laptop's own, unless [Variable] names another.
func System() *Device {
	switch path := os.Getenv(Variable); path {
	case "":
		return &Device{open: openSystem, patience: patience}
	case "none":
		return None()
	default:
		return At(path, patience)
	}
}

// At is the TPM behind a device file or a socket. A use that takes longer than
// patience fails.
func At(path string, patience time.Duration) *Device {
	return &Device{open: func() (transport.TPMCloser, error) { return openPath(path) }, patience: patience}
}

// None is no TPM.
func None() *Device {
	return &Device{open: func() (transport.TPMCloser, error) { return nil, errNone }, patience: patience}
}

// Probe fails with the kind for which the TPM cannot be used; nil where it can: it
// answers, and makes its storage root key.
func (d *Device) Probe() error {
	return d.use("look for the TPM", func(t transport.TPM) error {
		p, err := ownParent(t)
		p.flush(t)
		return err
	})
}

// askAgain is how often a TPM is asked again that wants to be, and after how long.
const (
	askAgain      = 10
	askAgainAfter = 100 * time.Millisecond
)

// use opens the TPM for f. What f gives is given a kind.
func (d *Device) use(op string, f func(transport.TPM) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.open()
	if err != nil {
		return siak.E(op, kindOfOpening(err), err)
	}
	limited := &limitedTransport{tpm: t, until: time.Now().Add(d.patience)}
	defer limited.close()
	for n := 0; ; n++ {
		if err = f(limited); err == nil || n == askAgain || !wantsAgain(err) {
			break
		}
		time.Sleep(askAgainAfter)
	}
	if _, known := errors.AsType[*siak.Error](err); known || err == nil {
		return err
	}
	return siak.E(op, kindOf(err), err)
}

func kindOfOpening(err error) siak.Kind {
	if errors.Is(err, syscall.EBUSY) {
		return siak.KindTPMBusy
	}
	return siak.KindNoTPM
}

// wantsAgain reports whether the TPM asked for the command to be sent again.
func wantsAgain(err error) bool {
	return errors.Is(err, tpm2.TPMRCRetry) || errors.Is(err, tpm2.TPMRCYielded) || errors.Is(err, tpm2.TPMRCTesting)
}

// kindOf is the kind of a failure of a TPM that was opened.
func kindOf(err error) siak.Kind {
	switch {
	case errors.Is(err, errTimeout), wantsAgain(err),
		errors.Is(err, tpm2.TPMRCObjectMemory), errors.Is(err, tpm2.TPMRCSessionMemory), errors.Is(err, tpm2.TPMRCMemory),
		errors.Is(err, tpm2.TPMRCObjectHandles), errors.Is(err, tpm2.TPMRCSessionHandles), errors.Is(err, tpm2.TPMRCNVRate):
		return siak.KindTPMBusy
	case errors.Is(err, tpm2.TPMRCLockout):
		return siak.KindTPMLockedOut
	default:
		return siak.KindNoTPM
	}
}

var errTimeout = errors.New("the TPM does not answer in time")

// limitedTransport gives up waiting at a time. The systems' devices know no
// deadlines: what hangs is left to itself.
type limitedTransport struct {
	tpm   transport.TPMCloser
	until time.Time
	hangs bool
}

// Send implements [transport.TPM].
func (l *limitedTransport) Send(command []byte) ([]byte, error) {
	if l.hangs {
		return nil, errTimeout
	}
	type answer struct {
		bytes []byte
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		b, err := l.tpm.Send(command)
		answers <- answer{b, err}
	}()
	timer := time.NewTimer(time.Until(l.until))
	defer timer.Stop()
	select {
	case a := <-answers:
		return a.bytes, a.err
	case <-timer.C:
		l.hangs = true
		return nil, errTimeout
	}
}

// close closes the device. One that hangs is closed when it comes back: closing it
// before could wait as long.
func (l *limitedTransport) close() {
	if l.hangs {
		go func() { _ = l.tpm.Close() }()
		return
	}
	_ = l.tpm.Close() // nothing is kept in it
}
