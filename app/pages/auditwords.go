package pages

import (
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// actTexts are the acts of package store, each with its words.
var actTexts = map[string]string{
	"set-up": "act.setup", "enrol": "act.enrol", "sign-in": "act.signin", "sign-out": "act.signout",
	"look-up": "act.lookup", "decide": "act.decide", "confirm": "act.confirm", "put-away": "act.putaway",
	"settle": "act.settle", "setting": "act.setting", "export": "act.export", "import": "act.import", "undo": "act.undo",
	"failure": "act.failure", "lock": "act.lock", "unlock": "act.unlock", "officer": "act.officer",
	"rotate": "act.rotate", "wipe": "act.wipe", "backup": "act.backup", "restore": "act.restore",
	"search": "act.search", "drift": "act.drift",
	"deactivate": "act.deactivate", "correct-email": "act.email", "manual-service": "act.manual",
}

// subjectTexts are what an act was about, where that has words.
var subjectTexts = map[string]string{
	"officer/add": "about.add", "officer/disable": "about.disable",
	"officer/reset": "about.reset", "officer/change": "about.change",
	"officer/bind": "about.bind", "officer/recover": "about.recover", "setting/recovery-code": "about.recovery",
	"setting/camera": "about.camera", "setting/idle-lock": "about.idle", "setting/identity": "about.identity", "setting/proxy": "about.proxy",
	"rotate/begin": "about.begin", "rotate/end": "about.end",
	"look-up/found": "about.found", "look-up/not-found": "about.unknown",
	"search/name-found": "about.name.found", "search/name-many": "about.name.many", "search/name-not-found": "about.name.none",
	"search/nik-found": "about.nik.found", "search/nik-not-found": "about.nik.none",
	"search/name": "about.name", "search/nik": "about.nik",
	"undo/hold": "about.hold", "undo/confirm": "about.confirm",
	"wipe/by-supervisor": "about.supervisor", "wipe/by-registry": "about.registry",
	"export/audit": "about.audit", "export/outbox": "about.outbox", "import/area": "about.area", "import/receipts": "about.receipts",
	"failure/import": "about.import", "failure/export": "about.exporting", "failure/sign-in": "about.signin", "failure/no-such-account": "about.nobody",
}

// problemTexts are the problems of package store, each with its words.
var problemTexts = map[string]string{
	"gap": "problem.gap", "order": "problem.order", "changed": "problem.changed", "cut": "problem.cut",
	"extra": "problem.extra", "unsigned": "problem.unsigned", "signature": "problem.signature",
	"older-file": "problem.older", "porch": "problem.porch",
}

// actText is what was done, and to whom.
func actText(w *words.Words, row AuditRow) string {
	text := w.Text(textOf(actTexts, row.Act, "act.other"))
	if about, ok := subjectTexts[row.Act+"/"+row.Subject]; ok {
		text += ": " + w.Text(about, row.About)
	}
	if row.Region != "" {
		text += ": " + w.Place("", row.Region)
	}
	return text
}

// resultText is what came of it.
func resultText(w *words.Words, row AuditRow) string {
	switch {
	case row.Kind != "":
		return w.Kind(row.Kind).What
	case row.Outcome != "":
		return w.Outcome(row.Outcome, siak.Date{}).Title
	case row.State != "":
		return w.State(row.State, row.Reason).Short
	default:
		return ""
	}
}

func problemText(w *words.Words, problem string) string {
	return w.Text(textOf(problemTexts, problem, "problem.other"))
}

func textOf(texts map[string]string, key, other string) string {
	if text, ok := texts[key]; ok {
		return text
	}
	return other
}
