package e2e

import "ikd/station/siak"

// What the program prints, as a script that reads it would declare it.

type printedStation struct{ Station string }

type printedSandbox struct{ Address string }

type printedCode struct{ Text string }

type printedPhone struct {
	File    string
	Outcome siak.Outcome
}

type printedReading struct {
	File       string
	Outcome    siak.Outcome
	Activation string
}
