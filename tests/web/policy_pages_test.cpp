// Tests web/policy_pages.cpp: drafting, publishing and retiring hosted policies.
#include "web/policy_pages.h"

#include "analyzer/hosted_policy.h"
#include "schema/looks.h"
#include "schema/policies.h"
#include "tests/support/test_dashboard.h"
#include "tests/support/told_errands.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using std::chrono::days;
using tests::check_order;
using tests::has;
using tests::kVisitedDay;

const char* const kForm = "mode=testing&max_age=604800&mx=mx1.example.org%0D%0A*.example.net%0D%0A";

// example.org and example.net are configured; nothing is served, and commands that pages begin end
// as they are told to.
class Hosting : public tests::TestDashboard {
 public:
  Hosting() {
    options.scope.domains = {Domain("example.org"), Domain("example.net")};
    options.errands = &told.errands;
  }

  void serve(PolicyMode mode, Timestamp since) const {
    const std::string text =
        policy_text({.mode = mode, .mx = {"mx1.example.org"}, .max_age = 604'800});
    const auto store = open();
    store->transact([&] {
      store->policies().publish({.domain = Domain("example.org"),
                                 .text = text,
                                 .id = policy_id(since, text),
                                 .since = since,
                                 .until = {}});
    });
  }

  std::optional<std::string> draft() const {
    return open()->policies().draft(Domain("example.org"));
  }

  tests::ToldErrands told;
};

TEST_CASE("the list has each domain with what is served and drafted") {
  const Hosting dashboard;
  dashboard.serve(PolicyMode::testing, kVisitedDay);
  const auto store = dashboard.open();
  store->transact([&] { store->policies().set_draft(Domain("example.net"), "version: STSv1"); });
  check_order(dashboard.get("/policies").body,
              {"href=\"/policies/example.net\"", "nothing", "not published yet",
               "href=\"/policies/example.org\"", "mode testing, max_age 604800 (7 days)",
               "Mon 23 Nov 2026, 00:00 UTC", "tlsward policy list"});
  CHECK(has(dashboard.get("/policies?of=policies&as=csv").body, "example.org,testing,604800,"));
}

TEST_CASE("a policy is drafted by a form, and shown as senders would get it") {
  Hosting dashboard;
  const Response drafted = dashboard.post("/policies/example.org/draft", kForm);
  CHECK(drafted.status == 303);
  CHECK(drafted.headers.front().second == "/policies/example.org#draft");
  CHECK(dashboard.draft() ==
        "version: STSv1\r\nmode: testing\r\nmx: mx1.example.org\r\nmx: *.example.net\r\n"
        "max_age: 604800\r\n");
  check_order(dashboard.get("/policies/example.org").body,
              {"The draft, as senders would get it", "VALID",
               "version: STSv1\nmode: testing\nmx: mx1.example.org\nmx: *.example.net\n",
               "action=\"/policies/example.org/publish\"", "value=\"testing\" checked",
               "mx1.example.org\n*.example.net</textarea>", "value=\"604800\" selected"});
}

TEST_CASE("a form that makes no policy says why, keeps what was typed, and changes nothing") {
  const Hosting dashboard;
  struct {
    const char* form;
    const char* fault;
  } const rows[] = {
      {"mode=all&max_age=86400&mx=mx.example.org", "Choose one of the modes"},
      {"mode=testing&max_age=86400&mx=", "Name each mail server"},
      {"mode=testing&max_age=86400&mx=%3Cb%3E",
       "&quot;&lt;b&gt;&quot; is no name of a mail server"},
      {"mode=testing&max_age=86400&mx=mx.example.org%0Aa+b", "&quot;a b&quot; is no name"},
      {"mode=testing&max_age=x&mx=mx.example.org", "a year at most"},
      {"mode=testing&max_age=31557601&mx=mx.example.org", "a year at most"},
      {"", "Choose one of the modes"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.form);
    const Response response = dashboard.post("/policies/example.org/draft", row.form);
    CHECK(response.status == 400);
    CHECK(has(response.body, row.fault));
    CHECK(has(response.body, "Nothing was changed"));
  }
  CHECK_FALSE(dashboard.draft());
  CHECK(has(dashboard.post("/policies/example.org/draft", rows[3].form).body,
            "mx.example.org\na b</textarea>"));
}

TEST_CASE("the form begins with the mail servers of the last look") {
  const Hosting dashboard;
  const auto store = dashboard.open();
  store->transact([&] {
    store->looks().note(SetUp{.domain = Domain("example.org"),
                              .id = {},
                              .policy = {},
                              .mx_hosts = {Domain("mx7.example.org")},
                              .first = kVisitedDay,
                              .last = kVisitedDay});
  });
  CHECK(has(dashboard.get("/policies/example.org").body, "mx7.example.org\n</textarea>"));
}

TEST_CASE("publishing is begun, told of while it runs, and its answer shown") {
  Hosting dashboard;
  dashboard.post("/policies/example.org/draft", kForm);
  dashboard.told.may_end = false;
  const std::string id = draft_id(*dashboard.draft());
  CHECK(has(dashboard.get("/policies/example.org").body, "name=\"draft\" value=\"" + id + '"'));
  CHECK(dashboard.post("/policies/example.org/publish", "draft=" + id).status == 303);
  for (const char* form : {"", "draft=", "draft=%3Cb%3E", "draft=ABC"})
    CHECK(dashboard.post("/policies/example.org/publish", form).status == 400);
  const Response meanwhile = dashboard.get("/policies/example.org");
  CHECK(has(meanwhile.body, "This runs now"));
  CHECK(meanwhile.headers.back().first == "Refresh");
  CHECK_FALSE(has(meanwhile.body, "<textarea"));
  const Response refused = dashboard.post("/policies/example.org/draft", "mode=all");
  CHECK(refused.headers.back().first != "Refresh");
  CHECK(has(refused.body, "name=\"back\" value=\"/policies/example.org\""));
  dashboard.told.end = {.code = 3, .output = "not as published\n\x1b[31m<b>"};
  dashboard.told.may_end = true;
  dashboard.told.wait();
  CHECK(dashboard.told.words ==
        ErrandWords{"policy", "publish", "--draft=" + id, "--lang", "en", "--", "example.org"});
  CHECK(has(dashboard.get("/policies/example.org").body, "not as published\n\\x1b[31m&lt;b&gt;"));
}

TEST_CASE("what is served tells its record, and until when senders hold it") {
  const Hosting dashboard;
  dashboard.serve(PolicyMode::enforce, kVisitedDay - days(2));
  dashboard.serve(PolicyMode::testing, kVisitedDay);
  check_order(dashboard.get("/policies/example.org").body,
              {"mode testing", "Mon 23 Nov 2026, 00:00 UTC", "mx: mx1.example.org",
               "https://mta-sts.example.org/.well-known/mta-sts.txt",
               "_mta-sts.example.org. 300 IN TXT &quot;v=STSv1; id=20261123000000",
               "Senders may hold what was served until", "7 days", "What was served before",
               "mode enforce", "Sat 21 Nov 2026", "of=history"});
  const std::string rows = dashboard.get("/policies/example.org?of=history&as=csv").body;
  check_order(rows, {"mode,max_age,id,since,until,mx,text\r\n", "testing,604800,20261123000000",
                     "enforce,604800,20261121000000"});
}

TEST_CASE("only a policy that asks for nothing can be retired") {
  Hosting dashboard;
  dashboard.serve(PolicyMode::testing, kVisitedDay - days(30));
  CHECK_FALSE(has(dashboard.get("/policies/example.org").body, "/retire\""));
  dashboard.serve(PolicyMode::none, kVisitedDay - days(20));
  CHECK(has(dashboard.get("/policies/example.org").body, "/retire\""));
  CHECK(dashboard.post("/policies/example.org/retire", "").status == 303);
  dashboard.told.wait();
  CHECK(dashboard.told.words ==
        ErrandWords{"policy", "retire", "--lang", "en", "--", "example.org"});
}

TEST_CASE("nobody drafts or publishes for a domain that is not theirs") {
  Hosting dashboard;
  const auto meets_nothing = [&](const std::string& domain) {
    for (const char* action : {"/draft", "/publish", "/retire"})
      CHECK(dashboard.post("/policies/" + domain + action, kForm).status == 404);
    CHECK(dashboard.get("/policies/" + domain).status == 404);
  };
  meets_nothing("elsewhere.example");
  meets_nothing("%3Cb%3E");
  dashboard.viewer = {.name = "owner", .domains = std::vector{Domain("example.net")}};
  meets_nothing("example.org");
  CHECK_FALSE(has(dashboard.get("/policies").body, "example.org"));
  CHECK_FALSE(dashboard.draft());
  CHECK(dashboard.post("/policies/example.net/draft", kForm).status == 303);
}

TEST_CASE("where nothing can be begun, the command to publish is told") {
  Hosting dashboard;
  dashboard.options.errands = nullptr;
  dashboard.post("/policies/example.org/draft", kForm);
  const std::string page = dashboard.get("/policies/example.org").body;
  CHECK(has(page, "tlsward policy publish example.org --draft " + draft_id(*dashboard.draft())));
  CHECK_FALSE(has(page, "/publish\""));
}

}  // namespace
}  // namespace tlsward
