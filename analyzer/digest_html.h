// Digest -> the HTML part of the mail (templates/digest.html), and the text part that says the
// same: nothing in it is fetched, run or drawn, and a mail program that knows no CSS shows all of
// it.
#pragma once

#include "analyzer/digest_outline.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace tlsward {

// Gmail cuts off what is longer.
inline constexpr std::size_t kMostHtmlBytes = 102'400;

// Escaped by the template engine.
std::string outline_html(const DigestOutline& outline);

// The digest as both parts of a mail.
struct DigestParts {
  std::string text;  // outline_text() for a mail: UTF-8, 72 columns
  std::string html;  // less than kMostHtmlBytes
};

// As much of an outline, made for limits, as the HTML part has room for; the same in both.
DigestParts fit_parts(const std::function<DigestOutline(const OutlineLimits&)>& make);

// As much told one by one as the HTML part has room for, the rest of it summed; the same in both.
// They end in the lines about the mail itself, which are printable.
DigestParts digest_parts(const Digest& digest, const std::vector<std::string>& about = {});

}  // namespace tlsward
