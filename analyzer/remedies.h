// The words for a result type or for the cause that a reason reveals (analyzer/known_reasons.h):
// what happened in one sentence, what to do, and why. They stand in
// analyzer/remedies/<language>/<key>.txt (form: remedies/README.md) and are built in; adding one
// needs no C++.
#pragma once

#include "analyzer/language.h"
#include "schema/domain.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// What to do on one kind of server. Commands begin with "$ ".
struct ServerSteps {
  std::string_view server;  // "Postfix", "Microsoft 365"
  std::vector<std::string_view> steps;
};

// Texts hold {domain} and {mx}: fill() puts the names in.
struct Remedy {
  std::string_view key;                 // the file's name without ".txt"
  std::string_view sentence;            // one sentence for everyone
  std::string_view technical;           // a paragraph for engineers
  std::vector<std::string_view> steps;  // what to do, in order; commands begin with "$ "
  std::vector<ServerSteps> servers;     // the same in detail, where servers differ; may be empty
  std::string_view verify;              // how to see that it is mended
  std::string_view until_noticed;       // how long senders need to notice
};

// All of a language, by key. Read once, at the first call; safe on any thread.
std::span<const Remedy> remedies(const Language& language = english());

// The remedy of that key, a result type or a cause; the one named "unlisted" if there is none.
const Remedy& find_remedy(std::string_view key, const Language& language = english());

// The text with the names put in, printable, its line breaks become blanks. Names come from
// strangers: in a command (text that begins with "$ ") only host names are put in, so that nothing
// else can be pasted into a shell; MX and DOMAIN stand there otherwise.
std::string fill(std::string_view text, const Domain& domain, const Domain& mx,
                 const Language& language = english());

}  // namespace tlsward
