package siak

import (
	"errors"
	"fmt"
	"time"
)

// ConnectionStep is a step of the way to the registry.
type ConnectionStep string

// The steps, in the order in which a connection test shows them.
const (
	StepName       ConnectionStep = "name"       // the host's name becomes an address
	StepProxy      ConnectionStep = "proxy"      // the proxy is found and takes the request
	StepConnection ConnectionStep = "connection" // the registry's machine takes the connection
	StepTLS        ConnectionStep = "tls"        // both ends prove who they are
	StepRegistry   ConnectionStep = "registry"   // the registry answers
	StepClock      ConnectionStep = "clock"      // its time and the laptop's agree
)

// ConnectionSteps lists the closed set in its order.
func ConnectionSteps() []ConnectionStep {
	return []ConnectionStep{StepName, StepProxy, StepConnection, StepTLS, StepRegistry, StepClock}
}

// ConnectionFault is what support wants to know of a call that did not come to its
// end. It quotes nothing that came over the network and nothing personal.
type ConnectionFault struct {
	Step  ConnectionStep
	Host  string // whom was spoken to, host:port: the registry or a proxy
	Class string // the class of the error: "timeout", "HTTP 407"
	At    time.Time
}

// Same reports whether two faults differ in nothing but their time.
func (f ConnectionFault) Same(other ConnectionFault) bool {
	f.At, other.At = time.Time{}, time.Time{}
	return f == other
}

// ConnectionError is the cause of an [Error] of the way to the registry.
type ConnectionError struct {
	ConnectionFault
	Err error // what lies below; may be nil
}

func (e *ConnectionError) Error() string {
	return fmt.Sprintf("step %s, %s, %s, at %s", e.Step, e.Host, e.Class, e.At.UTC().Format(time.RFC3339))
}

// Unwrap gives the cause to [errors.Is] and [errors.As].
func (e *ConnectionError) Unwrap() error { return e.Err }

// FaultOf is the connection fault in err's tree; false where there is none.
func FaultOf(err error) (ConnectionFault, bool) {
	if e, ok := errors.AsType[*ConnectionError](err); ok {
		return e.ConnectionFault, true
	}
	return ConnectionFault{}, false
}

// CheckState is how a step of a connection test stands.
type CheckState string

// The states.
const (
	CheckRunning    CheckState = "running"
	CheckGood       CheckState = "good"
	CheckNotNeeded  CheckState = "not-needed"  // no proxy is set, an address in numbers has no name
	CheckLookTwice  CheckState = "look-twice"  // it works, and something is to be set right
	CheckFailed     CheckState = "failed"      // the steps after it are not reached
	CheckNotReached CheckState = "not-reached" // a step before has failed
)

// CheckStates lists the closed set.
func CheckStates() []CheckState {
	return []CheckState{CheckRunning, CheckGood, CheckNotNeeded, CheckLookTwice, CheckFailed, CheckNotReached}
}

// ConnectionCheck is what a step of a connection test has shown so far.
type ConnectionCheck struct {
	Step  ConnectionStep
	State CheckState
	Kind  Kind            // why, for [CheckLookTwice] and [CheckFailed]
	Fault ConnectionFault // of a step that failed
	Found string          // addresses, the proxy, the version of TLS; "" for nothing
	Took  time.Duration
	// Offset is the registry's clock minus the laptop's, of [StepClock].
	Offset time.Duration
	// Unproven says of [StepTLS] that who answered has not been proven to be the
	// registry: the laptop is not enrolled and does not know it yet.
	Unproven bool
}
