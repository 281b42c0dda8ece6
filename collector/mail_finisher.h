// Moves, marks or deletes mails on the server, after what is kept of them was read back from the
// database: never before, and never a mail of which anything is kept nowhere else.
#pragma once

#include "collector/folder_reader.h"
#include "schema/mailboxes.h"

namespace tlsward {

// Does with the mails of the selected folder what is due. `kept` reads what is on the disk, not
// what the writer remembers. Where the server refuses, the mails stay where they are, the poll's
// note says so, and they are tried again with the next poll. Throws what ImapMailbox and Store
// throw.
void finish_mails(Poll& poll, const FolderName& folder, Store& kept);

}  // namespace tlsward
