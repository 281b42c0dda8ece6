// Domain: a domain or host name in the one form in which names are compared: lower case, A-labels
// (RFC 5890), no trailing dot. There is no other way to compare names in tlsward.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace tlsward {

class Domain {
 public:
  Domain() = default;

  // Takes any text and never fails: blanks around it and trailing dots go, letters become lower
  // case, U-labels become A-labels (libidn2, non-transitional; the "*." of an mx pattern stays).
  // What cannot be converted stays as it is, in lower case; is_host_name() is then false.
  // Domain(domain.text()) is the same Domain.
  explicit Domain(std::string_view text);

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }

  // Whether it can be a host name in DNS: at least two labels of letters, digits, "-" and "_", each
  // of 1..63 octets, 253 in all (RFC 1035 section 2.3.4; "_" for names like
  // _smtp._tls.example.com).
  bool is_host_name() const;

  // Whether it is `parent` itself or a name below it. False if either is empty.
  bool is_within(const Domain& parent) const;

  // The name for people: U-labels where they convert back, the A-labels behind in brackets.
  // "xn--bcher-kva.example" -> "bücher.example (xn--bcher-kva.example)"; others as they are.
  std::string display() const;

  // clang-tidy 14 takes the 0 of the comparison for a pointer.
  auto operator<=>(const Domain&) const = default;  // NOLINT(modernize-use-nullptr)
  bool operator==(const Domain&) const = default;

 private:
  std::string text_;
};

}  // namespace tlsward
