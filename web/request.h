// What is asked of the dashboard, as a plain value: pages are tested without a socket.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {

// The names and values of a query or of a form (application/x-www-form-urlencoded), decoded, in
// their order. A page's whole state is in the query, so that it can be passed on and gone back to.
class Parameters {
 public:
  // "a=1&b=%C3%B3+x". What cannot be decoded stays as it is; what is no UTF-8 becomes U+FFFD; of
  // more than 100 pairs the rest is left out.
  static Parameters parse(std::string_view encoded);

  // The first one's value; absent if there is none, or an empty one.
  std::optional<std::string> find(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;

  // The same with this value alone for the name, in its place; "" takes the name out.
  Parameters with(std::string_view name, std::string_view value) const;
  Parameters without(std::string_view name) const { return with(name, ""); }

  // Those of this name alone.
  Parameters only(std::string_view name) const;

  // "?a=1&b=%C3%B3%20x"; "" for none.
  std::string query() const;

  const std::vector<std::pair<std::string, std::string>>& pairs() const { return pairs_; }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

// Each byte that is not a letter, a digit or one of "-._~" as %XX (RFC 3986 section 2.1).
std::string percent_encoded(std::string_view text);

// Absent for a "%" without two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

struct Request {
  std::string method = "GET";
  std::string path = "/";  // as sent, percent-encoded, without the base path
  Parameters query = {};
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};  // as sent
  std::string address = {};                                       // of the peer: "192.0.2.1"
  bool is_secure = false;                                         // TLS ends here

  bool is_get() const { return method == "GET" || method == "HEAD"; }

  // The header's value, its name in any case of letters; "" if there is none.
  std::string_view header(std::string_view name) const;

  // The cookie's value; absent if there is none.
  std::optional<std::string> cookie(std::string_view name) const;

  // Of a body that is a form; none of another one.
  Parameters form() const;

  // Path and query, as links and "?next=" have them.
  std::string target() const { return path + query.query(); }
};

}  // namespace tlsward
