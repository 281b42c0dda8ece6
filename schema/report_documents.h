// A text that holds several reports: lines of JSON, `cat a.json b.json`, two members of one gzip
// file, a JSON array. RFC 8460 section 4 has one report in a file; what an operator or a sender has
// joined is taken apart again, so that nothing of it is lost.
#pragma once

#include "schema/report_json.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace tlsward {

// The documents in the text, in its order, as parts of it: each begins with its "{" and goes on to
// where the next one begins, what only separates them (blanks, commas, byte order marks, the record
// separators of RFC 7464) left out. Of the text of one document that is the whole text, of an array
// each element. A document is whatever begins behind the end of the last one; behind other text or
// a document that never ends it must be a report by parse_report(), else it is a part of what is
// before it, so that a report that is only broken stays in one piece.
//
// None if the text begins, behind separators, neither with "{" nor with an array of objects. Finds
// at most `max_documents` and one more, which tells that there are too many. Time in proportion to
// the text.
std::vector<std::string_view> documents_of(std::string_view text, const ReportCaps& caps,
                                           std::size_t max_documents);

}  // namespace tlsward
