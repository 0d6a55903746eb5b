package words

import "ikd/station/siak"

// Deed is what was being done when something failed. The same failure may ask for
// another next step where something else was tried: without a network an enrolment
// waits, and a scan goes on. The set is closed; each deed has in the section "deeds"
// the sentence that it did not come to its end.
type Deed string

// The deeds.
const (
	DeedOpenWindow      Deed = "open-window"
	DeedSignIn          Deed = "sign-in"
	DeedEnrol           Deed = "enrol"
	DeedScan            Deed = "scan"
	DeedConfirm         Deed = "confirm"
	DeedReadPictures    Deed = "read-pictures"
	DeedInspectCode     Deed = "inspect-code"
	DeedSearch          Deed = "search"
	DeedListActivations Deed = "list-activations"
	DeedRetry           Deed = "retry"    // an activation on hold
	DeedGiveUp          Deed = "give-up"  // an activation on hold
	DeedOldData         Deed = "old-data" // see or set how old the data may be
	DeedAskRegistry     Deed = "ask-registry"
	DeedPull            Deed = "pull"
	DeedListArea        Deed = "list-area"
	DeedChooseArea      Deed = "choose-area"
	DeedExportOutbox    Deed = "export-outbox"
	DeedImportFile      Deed = "import-file"
	DeedInspectFile     Deed = "inspect-file"
	DeedVerifyAudit     Deed = "verify-audit"
	DeedExportAudit     Deed = "export-audit"
	DeedListOfficers    Deed = "list-officers"
	DeedAddOfficer      Deed = "add-officer"
	DeedResetOfficer    Deed = "reset-officer"
	DeedDisableOfficer  Deed = "disable-officer"
	DeedChangeSecret    Deed = "change-secret"
	DeedBackUp          Deed = "back-up"
	DeedRestore         Deed = "restore"
	DeedWipe            Deed = "wipe"
	DeedRunSandbox      Deed = "run-sandbox"
	DeedStaffWork       Deed = "staff-work" // of a registry's staff
	DeedPackSupport     Deed = "pack-support"
	DeedDrawPhones      Deed = "draw-phones"
	DeedChooseProxy     Deed = "choose-proxy"
	DeedTestConnection  Deed = "test-connection"
	DeedRecover         Deed = "recover"       // a folder, with its recovery code
	DeedRecoveryCode    Deed = "recovery-code" // make one, and bind the account to the laptop
)

// Deeds lists the closed set.
func Deeds() []Deed {
	return []Deed{
		DeedOpenWindow, DeedSignIn, DeedEnrol, DeedScan, DeedConfirm, DeedReadPictures, DeedInspectCode, DeedSearch,
		DeedListActivations, DeedRetry, DeedGiveUp, DeedOldData, DeedAskRegistry, DeedPull, DeedListArea, DeedChooseArea,
		DeedExportOutbox, DeedImportFile, DeedInspectFile, DeedVerifyAudit, DeedExportAudit,
		DeedListOfficers, DeedAddOfficer, DeedResetOfficer, DeedDisableOfficer, DeedChangeSecret,
		DeedBackUp, DeedRestore, DeedWipe, DeedRunSandbox, DeedStaffWork, DeedPackSupport, DeedDrawPhones,
		DeedChooseProxy, DeedTestConnection, DeedRecover, DeedRecoveryCode,
	}
}

// CommandFailure is [Words.Failure] at a command line: where the section has a
// "command" for the pair, what to do next names a command or a flag.
func (w *Words) CommandFailure(d Deed, k siak.Kind) Kind {
	told := w.Failure(d, k)
	if do := w.member("failures", string(d)+"."+string(k), ".command"); do != "" {
		told.Do = do
	}
	return told
}

// Failure gives the texts of a failure of what was being done, on the screen. They
// are those of [Words.Kind] but where the section "failures" has others for the pair.
// A failure of no kind says what did not come to its end.
func (w *Words) Failure(d Deed, k siak.Kind) Kind {
	told := w.Kind(k)
	pair := string(d) + "." + string(k)
	if what := w.member("failures", pair, ".what"); what != "" {
		told.What = what
	}
	if do := w.member("failures", pair, ".do"); do != "" {
		told.Do = do
	}
	if not := w.member("deeds", string(d), ""); k.Place() == siak.PlaceUnknown && not != "" {
		told.What = not
	}
	return told
}
