// Package storagetest is the contract of a [server.Storage] as tests: every
// storage passes the same suite ([Run]), alone and with another replica on the
// same data. It also makes the citizens, phones and stations that the suite and the
// load tests need, and starts a PostgreSQL for as long as a test lasts
// ([Postgres]).
package storagetest

import (
	"testing"

	"ikd/station/siak/registry/server"
)

// Replicas makes new, empty data with a registry of [Setup] in them, and gives
// what opens a store on them: each call another one, as another process would.
// The test closes them.
type Replicas func(t *testing.T) (open func() server.Storage)

// Run checks a storage.
func Run(t *testing.T, replicas Replicas) {
	for name, test := range map[string]func(*testing.T, Replicas){
		"transactions":  testTransactions,
		"settings":      testSettings,
		"register":      testRegister,
		"moves":         testMoves,
		"registrations": testRegistrations,
		"presentations": testPresentations,
		"stations":      testStations,
		"protections":   testProtections,
		"activations":   testActivations,
		"verdicts":      testVerdicts,
		"audit":         testAudit,
		"numbers":       testNumbers,
		"import":        testImport,
		"age":           testAge,
		"way":           testWay,
		"codes":         testCodes,
		"refused item":  testRefusedItem,
		"same id":       testSameID,
		"same code":     testSameCode,
		"same citizen":  testSameCitizen,
		"same expiry":   testSameExpiry,
		"same change":   testSameChange,
		"followers":     testFollowers,
		"invitations":   testInvitations,
		"invited once":  testSameInvitation,
		"requests":      testRequests,
		"same request":  testSameRequest,
		"revocations":   testRevocations,
		"code tries":    testCodeTries,
		"officers":      testOfficers,
		"late readings": testLateReadings,
		"contacts":      testContacts,
		"grants":        testGrants,
		"look-ups":      testLookUps,
		"deactivation":  testDeactivation,
		"address":       testAddress,
		"quotas":        testQuotas,
		"alarms":        testAlarms,
		"who looked":    testWhoLooked,
	} {
		t.Run(name, func(t *testing.T) { test(t, replicas) })
	}
}

// write runs f in a transaction that must stand.
func write(t testing.TB, s server.Storage, f func(server.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), f); err != nil {
		t.Fatal("write:", err)
	}
}

// read runs f on a snapshot.
func read(t testing.TB, s server.Storage, f func(server.Tx) error) {
	t.Helper()
	if err := s.Read(t.Context(), f); err != nil {
		t.Fatal("read:", err)
	}
}
