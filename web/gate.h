// Who asks for a page: by the cookie of a login, a program's token, a proxy that has asked them, or
// nobody, where no login is wanted. And the way in and out.
#pragma once

#include "schema/expected.h"
#include "schema/identity.h"
#include "schema/store.h"
#include "schema/users.h"
#include "web/login_mode.h"
#include "web/login_tries.h"
#include "web/password.h"
#include "web/request.h"
#include "web/response.h"
#include "web/trusted_proxies.h"
#include "web/viewer.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {

struct GateOptions {
  std::string database;  // opened for what is written: logins, and when somebody was last seen
  LoginMode mode = LoginMode::required;
  std::string base_url = {};  // of browsers: "https://mail.example.org/tlsward"; "" = as they ask
  std::string base_path = {};
  TrustedProxies proxies = {};
  std::string remote_user_header = {};  // with which they name whom they have asked; "" = none
  // The domains that a user sees; absent: all.
  std::function<std::optional<std::vector<Domain>>(const User&)> domains_seen_by = [](const User&) {
    return std::nullopt;
  };
  // Called for each login that was taken, and each that was not: from which address, and whose, or
  // "-" where what was typed cannot be a name.
  using Told = std::function<void(const std::string& address, const std::string& user)>;
  Told admitted = [](const auto&, const auto&) {};
  Told refused = [](const auto&, const auto&) {};
};

// Why nobody is known who asked.
struct Stranger {
  int status = 401;      // 401: a login helps; 403: it does not
  std::string why = {};  // in words, with what to do
};

// What became of a try to log in.
enum class LoginOutcome {
  done,
  wrong,         // name or password; which is not told
  too_often,     // too many tries
  form_expired,  // the form was not ours, or is too old
};

struct LoginResult {
  LoginOutcome outcome = LoginOutcome::wrong;
  std::chrono::seconds wait{};  // of too_often
  std::string cookie = {};      // of done: the value of Set-Cookie
};

// For any number of threads.
class Gate {
 public:
  explicit Gate(GateOptions options) : options_(std::move(options)) {}

  // Who asks. Notes now and then that they did. Throws what the Store throws.
  expected<Viewer, Stranger> identify(const Request& request, Store& store, Timestamp now);

  // Whether a form came from a page that this viewer was shown (its field "form_token"); a
  // program's token needs none, for no browser sends it by itself.
  bool is_own_form(const Request& request, const Viewer& viewer) const;

  // What the form of a login needs: its field "form_token", and the cookie that belongs to it,
  // which is "" where the browser has it.
  struct LoginForm {
    std::string form_token;
    std::string cookie;
  };
  LoginForm login_form(const Request& request, Store& store) const;

  // By the fields "name", "password" and "form_token". The session is a new one each time.
  LoginResult log_in(const Request& request, Timestamp now);

  // Ends the session of the request; the value of Set-Cookie that takes its cookie away.
  std::string log_out(const Request& request);

  const GateOptions& options() const { return options_; }

 private:
  bool is_secure(const Request& request) const;
  std::string client_of(const Request& request) const;
  std::string set_cookie(const Request& request, std::string_view name, std::string_view value,
                         std::chrono::seconds age) const;
  expected<Viewer, Stranger> by_no_login(const Request& request, Store& store) const;
  expected<Viewer, Stranger> by_token(const Request& request, Store& store, Timestamp now);
  expected<Viewer, Stranger> by_proxy(const std::string& name, Store& store) const;
  expected<Viewer, Stranger> by_cookie(const Request& request, Store& store, Timestamp now);
  Viewer viewer_of(const User& user) const;
  void write(const std::function<void(Store&)>& work) const;
  void note(const std::function<void(Store&)>& work) const;
  bool begin_session(const Request& request, const User& user, const std::string& id,
                     Timestamp now) const;

  const GateOptions options_;
  PasswordCheck passwords_;
  LoginTries tries_;
};

// Whether programs ask there, by "Authorization: Bearer TOKEN".
bool is_for_programs(std::string_view path);

}  // namespace tlsward
