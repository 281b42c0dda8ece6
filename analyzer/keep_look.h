// A look at a domain, judged with what is known of the domain from before, and kept: the one way
// for `tlsward check` and the looks that `serve` makes each day.
#pragma once

#include "analyzer/checkup.h"
#include "analyzer/live_view.h"
#include "schema/looks.h"
#include "schema/store.h"

#include <chrono>
#include <optional>

namespace tlsward {

// All checks of the facts, those of drift among them. Writes down what was found, what senders go
// by, and the certificates; in one transaction. Throws what the Store throws.
Checkup keep_look(Store& store, Facts facts);

// How old a look may be that tells how things are.
inline constexpr std::chrono::days kLookLasts{2};

// The last look at the domain that was made by then; absent where that is older. Throws what the
// Store throws.
std::optional<KeptLook> last_look(Store& store, const Domain& domain, Timestamp now);

// A look as it is stored; without what senders went by then.
KeptLook kept_look(const Look& look);

// Adds that, where that look could tell it. Throws what the Store throws.
void add_set_up(Store& store, const Domain& domain, KeptLook& look);

}  // namespace tlsward
