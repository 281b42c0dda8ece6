#include "web/login_page.h"

#include "analyzer/wording.h"
#include "schema/users.h"
#include "web/gate.h"
#include "web/page.h"

#include <nlohmann/json.hpp>

#include <cassert>
#include <utility>

namespace tlsward {

namespace {

constexpr std::string_view kFirstPage = "/";

std::string local_target(const std::optional<std::string>& next) {
  return next && is_local_target(*next) ? *next : std::string(kFirstPage);
}

Gate& gate_of(const Visit& visit) {
  assert(visit.options.gate != nullptr);  // else everybody is known, and led away
  return *visit.options.gate;
}

struct LoginFault {
  int status = 200;
  std::string text = {};
  std::string name = {};  // as typed
};

Response show_form(const Visit& visit, const std::string& next, const LoginFault& fault) {
  const Gate::LoginForm form = gate_of(visit).login_form(visit.request, visit.store);
  Response response = make_page(visit,
                                {.name = "login",
                                 .title = std::string(visit.language().text("page-login.title")),
                                 .section = ""},
                                {{"fault", fault.text.empty() ? nlohmann::ordered_json()
                                                              : nlohmann::ordered_json(fault.text)},
                                 {"is_first", visit.store.users().all().empty()},
                                 {"login_token", form.form_token},
                                 {"next", next},
                                 {"name", fault.name}},
                                fault.status);
  if (!form.cookie.empty()) response.headers.emplace_back("Set-Cookie", form.cookie);
  return response;
}

LoginFault fault_of(const LoginResult& result, const Language& language) {
  switch (result.outcome) {
    case LoginOutcome::done:
      break;
    case LoginOutcome::wrong:
      return {403, std::string(language.text("page-login.wrong"))};
    case LoginOutcome::form_expired:
      return {403, std::string(language.text("page-login.form-expired"))};
    case LoginOutcome::too_often:
      return {429, told("page-login.too-often", result.wait.count(), {}, language)};
  }
  return {};
}

}  // namespace

Response login_page(const Visit& visit) {
  const std::string next = local_target(visit.asked("next"));
  if (visit.viewer.is_known) return redirect(visit.options.base_path + next);
  return show_form(visit, next, {});
}

Response log_in(const Visit& visit) {
  const Parameters form = visit.request.form();
  const std::string next = local_target(form.find("next"));
  if (visit.options.gate == nullptr || gate_of(visit).options().mode == LoginMode::none)
    return redirect(visit.options.base_path + next);
  const LoginResult result = gate_of(visit).log_in(visit.request, visit.now);
  if (result.outcome == LoginOutcome::done) {
    Response response = redirect(visit.options.base_path + next);
    response.headers.emplace_back("Set-Cookie", result.cookie);
    return response;
  }
  LoginFault fault = fault_of(result, visit.language());
  fault.name = form.find("name").value_or("");
  Response response = show_form(visit, next, fault);
  if (result.outcome == LoginOutcome::too_often)
    response.headers.emplace_back("Retry-After", std::to_string(result.wait.count()));
  return response;
}

Response log_out(const Visit& visit) {
  Response response = redirect(visit.options.base_path + "/login");
  if (visit.options.gate != nullptr)
    response.headers.emplace_back("Set-Cookie", gate_of(visit).log_out(visit.request));
  return response;
}

Response to_login(const Visit& visit) {
  const std::string login = visit.options.base_path + "/login";
  if (!visit.request.is_get()) return redirect(login);
  if (visit.request.header("Sec-Fetch-Site") == "cross-site")
    return make_page(visit, {.name = "again", .title = "tlsward", .section = ""}, {});
  return redirect(login + "?next=" + percent_encoded(visit.request.target()));
}

}  // namespace tlsward
