package ledger

// ledgerOfficers knows the keys that officers sign with. The private half opens
// with the officer's secret alone; with the end of a key it is gone. What the
// registry is told stands in clear: it is the office's data about its staff.
const ledgerOfficers = `
ALTER TABLE officers ADD COLUMN signing BLOB;  -- the public half of the key that the account signs with
CREATE TABLE officer_keys (
	public        BLOB PRIMARY KEY,            -- Ed25519
	officer       TEXT NOT NULL,
	supervisor    INTEGER NOT NULL,
	sealed        BLOB,                        -- the private half; NULL with the key's end
	made          INTEGER NOT NULL,
	certified_by  BLOB,                        -- a supervisor's key, zeros for the station's; NULL: nobody yet
	signature     BLOB,
	told          INTEGER NOT NULL DEFAULT 0,  -- 1: the registry has the key
	ended         INTEGER NOT NULL DEFAULT 0,
	ended_by      BLOB,
	end_signature BLOB,
	end_told      INTEGER NOT NULL DEFAULT 0   -- 1: the registry has ended it
) WITHOUT ROWID;
ALTER TABLE activations ADD COLUMN escrow_officer BLOB;  -- the officer's signature, sealed as escrow is`
