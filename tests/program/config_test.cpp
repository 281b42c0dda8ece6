// Tests program/config.cpp, and with it what it is made of: config_file, config_table,
// config_values.
#include "program/config.h"

#include "program/config_table.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

namespace tlsward {

namespace {

// A configuration file that goes with the test; `path` is what messages call it.
class File {
 public:
  explicit File(const std::string& text) {
    close(mkstemp(path_.data()));
    std::ofstream(path_) << text;
  }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_ = std::filesystem::temp_directory_path() / "tlsward-config-XXXXXX";
};

LoadedConfig load(const std::string& text, std::map<std::string, std::string> environment = {},
                  std::optional<std::string> database = {}) {
  const File file(text);
  return load_config(ConfigSources{
      .file = file.path(), .database = std::move(database), .environment = std::move(environment)});
}

// The message, with FILE for the file's name; "" if the text can be loaded.
std::string fault_of(const std::string& text, std::map<std::string, std::string> environment = {}) {
  const File file(text);
  try {
    load_config(ConfigSources{.file = file.path(), .environment = std::move(environment)});
  } catch (const ConfigError& error) {
    const std::string message = error.what();
    const auto at = message.find(file.path());
    return at == std::string::npos
               ? message
               : message.substr(0, at) + "FILE" + message.substr(at + file.path().size());
  }
  return {};
}

// A whole [[mailbox]], but for one setting of it.
std::string mailbox_without(std::string_view name) {
  std::string text = "[[mailbox]]\n";
  for (const std::string line : {"name = \"reports\"", "host = \"imap.example.org\"",
                                 "user = \"reports\"", "password_file = \"/password\""}) {
    if (!line.starts_with(fmt::format("{} ", name))) text += line + '\n';
  }
  return text;
}

const Setting& setting(const LoadedConfig& loaded, const std::string& key) {
  return *std::find_if(loaded.settings.begin(), loaded.settings.end(),
                       [&](const Setting& one) { return one.key == key; });
}

std::string read_text(const std::string& path) {
  std::ifstream stream(path);
  REQUIRE(stream.is_open());
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("a file sets what it names and leaves the rest") {
  const Config config = load(
                            "[store]\npath = \"/tmp/x.db\"\n"
                            "[[domain]]\nname = \"Example.ORG.\"\nmx = [\"mx.example.net\"]\n"
                            "[[domain]]\nname = \"b\xc3\xbc"
                            "cher.example\"\n"
                            "[ingest]\ntokens = [\"b\", \"a\"]\n"
                            "[dashboard]\nenabled = false\n"
                            "[limits]\nmax_body_bytes = \"1MiB\"\nmax_string_bytes = 100\n"
                            "max_age = \"10d\"\nmax_policies = 5\nheader_deadline = \"3s\"\n")
                            .config;
  CHECK(config.database == "/tmp/x.db");
  CHECK(config.domains == std::vector{Domain("example.org"), Domain("xn--bcher-kva.example")});
  CHECK(config.mx_hosts == std::vector{Domain("mx.example.net")});
  for (const char* asked : {"example.org", "shop.example.org", "org"})
    CHECK(scope_of(config, {Domain(asked)}).mx_hosts == config.mx_hosts);
  CHECK(scope_of(config, {Domain("other.example")}).mx_hosts.empty());
  CHECK(scope_of(config, {Domain("xn--bcher-kva.example")}).mx_hosts.empty());
  CHECK(config.tokens == std::set<std::string>{"a", "b"});
  CHECK_FALSE(config.dashboard_enabled);
  CHECK(config.limits.max_body_bytes == 1 << 20);
  CHECK(config.limits.report.max_string_bytes == 100);
  CHECK(config.limits.max_age == std::chrono::hours(240));
  CHECK(config.limits.report.max_policies == 5);
  CHECK(config.limits.header_deadline == std::chrono::seconds(3));
  CHECK(config.ingest_listen == Config{}.ingest_listen);
  CHECK(config.limits.max_range == Limits{}.max_range);
}

TEST_CASE("a flag counts more than the environment, that more than the file") {
  const std::string file = "[store]\npath = \"/file.db\"\n";
  const std::map<std::string, std::string> environment = {{"TLSWARD_STORE_PATH", "/env.db"}};
  const auto path = [](const LoadedConfig& loaded) { return setting(loaded, "store.path"); };

  CHECK(load(file).config.database == "/file.db");
  CHECK(path(load(file)).origin.ends_with(":2"));
  CHECK(load(file, environment).config.database == "/env.db");
  CHECK(path(load(file, environment)).origin == "TLSWARD_STORE_PATH");
  CHECK(load(file, {{"TLSWARD_DB", "/short.db"}}).config.database == "/short.db");
  CHECK(load(file, environment, "/flag.db").config.database == "/flag.db");
  CHECK(path(load(file, environment, "/flag.db")).origin == "--db");
  CHECK(path(load("")).origin == "default");
  CHECK(load("").config.database == default_database());
}

TEST_CASE("each mailbox has settings of its own, and what is missing is told with its name") {
  const std::string first = mailbox_without("");
  const LoadedConfig two = load(first +
                                "[[mailbox]]\nname = \"other\"\nhost = \"imap.example.com\"\n"
                                "user = \"me\"\nport = 143\ntls = \"starttls\"\n"
                                "auth = \"xoauth2\"\ntoken_command = \"token\"\n"
                                "folders = [\"TLS\"]\nafter_storing = \"delete\"\n"
                                "delete_after_days = 7\npoll_interval = \"1h\"\n");
  REQUIRE(two.config.mailboxes.size() == 2);
  const MailboxOptions& other = two.config.mailboxes[1];
  CHECK(two.config.mailboxes[0].server.port == 993);
  CHECK(other.server.port == 143);
  CHECK(other.server.tls == ImapTls::starttls);
  CHECK(other.auth == ImapAuth::xoauth2);
  CHECK(other.folders == std::set<std::string>{"TLS"});
  CHECK(other.after_storing == AfterStoring::remove);
  CHECK(other.delete_after_days == 7);
  CHECK(other.poll_interval == std::chrono::hours(1));
  CHECK(std::count_if(two.settings.begin(), two.settings.end(), [](const Setting& one) {
          return one.key == "mailbox.host" && one.origin != "default";
        }) == 2);

  const MailboxOptions by_variable = load("", {{"TLSWARD_MAILBOX_NAME", "reports"},
                                               {"TLSWARD_MAILBOX_HOST", "imap.example.org"},
                                               {"TLSWARD_MAILBOX_USER", "reports"},
                                               {"TLSWARD_MAILBOX_PASSWORD_FILE", "/password"}})
                                         .config.mailboxes.at(0);
  CHECK(by_variable.server.host == "imap.example.org");

  const struct {
    std::string text;
    std::string want;
  } cases[] = {
      {mailbox_without("name"), "mailbox : has no name; add name = \"reports\""},
      {mailbox_without("host"), "mailbox reports: has no host; add host = \"imap.example.org\""},
      {mailbox_without("user"), "mailbox reports: has no user; add user = \"reports@example.org\""},
      {mailbox_without("password_file"),
       "mailbox reports: has no password_file; name the file of its password"},
      {mailbox_without("") + "auth = \"xoauth2\"\n",
       "mailbox reports: has no token; set token_command or token_file"},
      {mailbox_without("") + "after_storing = \"move\"\n",
       "mailbox reports: moves mails nowhere; set move_to to a folder"},
      {mailbox_without("") + "port = 65536\n",
       "mailbox reports: has no such port; 993 or 143 are usual"},
      {mailbox_without("") + "tls = \"ssl\"\n",
       "FILE:6:7: mailbox.tls: \"ssl\" is none of \"implicit\", \"starttls\", \"none\""},
      {first + first, "mailbox reports: is there twice; rename one"},
      {"[mailbox]\nname = \"x\"\n",
       "FILE:1:1: mailbox: is a list; write [[mailbox]] above each name"},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(fault_of(text) == want);
  }
  CHECK(fault_of(first + "[[mailbox]]\nname = \"b\"\n", {{"TLSWARD_MAILBOX_HOST", "x"}}) ==
        "TLSWARD_MAILBOX_HOST: there are several [[mailbox]]; set it in the file");
}

TEST_CASE("lists in the environment have commas and replace the file's") {
  const Config config = load("[[domain]]\nname = \"example.org\"\n[ingest]\ntokens = [\"x\"]\n",
                             {{"TLSWARD_DOMAIN_NAME", "example.com, example.net"},
                              {"TLSWARD_INGEST_TOKENS", "a,b"},
                              {"TLSWARD_DASHBOARD_ENABLED", "false"},
                              {"TLSWARD_LIMITS_MAX_BODY_BYTES", "2MiB"}})
                            .config;
  CHECK(config.domains == std::vector{Domain("example.com"), Domain("example.net")});
  CHECK(config.tokens == std::set<std::string>{"a", "b"});
  CHECK_FALSE(config.dashboard_enabled);
  CHECK(config.limits.max_body_bytes == 2 << 20);
}

TEST_CASE("every fault is told with its place and what to do") {
  const struct {
    std::string text;
    std::string want;
  } cases[] = {
      {"[ingest]\nlisen = \"x:1\"\n",
       "FILE:2:1: ingest.lisen: unknown setting; did you mean \"listen\"?"},
      {"[ingst]\n", "FILE:1:2: ingst: unknown table; did you mean \"ingest\"?"},
      {"[store]\nbanana = 1\n", "FILE:2:1: store.banana: unknown setting; known are path"},
      {"path = \"x\"\n",
       "FILE:1:1: path: unknown table; known are store, domain, mailbox, owner, mail, "
       "ingest, dashboard, dns, trust, limits"},
      {"store = \"x\"\n", "FILE:1:1: store: is a table; write [store] above its settings"},
      {"[domain]\nname = \"example.org\"\n",
       "FILE:1:1: domain: is a list; write [[domain]] above each name"},
      {"[[domain]]\nmx = []\n", "FILE:1:1: domain: has no name; add name = \"example.org\""},
      {"[[domain]]\nname = \"no name\"\n",
       "FILE:2:8: domain.name: \"no name\" is no domain name; write it like \"example.org\""},
      {"[[domain]]\nname = [\"example.org\"]\n", "FILE:2:8: domain.name: must be a text"},
      {"[ingest]\nlisten = 443\n", "FILE:2:10: ingest.listen: must be a text"},
      {"[ingest]\nlisten = \"443\"\n",
       "FILE:2:10: ingest.listen: \"443\" is no address; write HOST:PORT, like "
       "\"127.0.0.1:8080\""},
      {"[ingest]\ntokens = \"a\"\n", "FILE:2:10: ingest.tokens: must be a list of texts"},
      {"[ingest]\ntokens = [1]\n", "FILE:2:10: ingest.tokens: must be a list of texts"},
      {"[dashboard]\nenabled = \"yes\"\n", "FILE:2:11: dashboard.enabled: must be true or false"},
      {"[limits]\nmax_body_bytes = \"10 apples\"\n",
       "FILE:2:18: limits.max_body_bytes: \"10 apples\" is no size; write it like \"10MiB\" or "
       "65536"},
      {"[limits]\nmax_body_bytes = -1\n",
       "FILE:2:18: limits.max_body_bytes: \"-1\" is no size; write it like \"10MiB\" or 65536"},
      {"[limits]\nmax_body_bytes = 0\n",
       "FILE:2:18: limits.max_body_bytes: \"0\" is no size; write it like \"10MiB\" or 65536"},
      {"[limits]\nmax_depth = 0\n", "FILE:2:13: limits.max_depth: \"0\" is no number above zero"},
      {"[limits]\nmax_depth = \"32\"\n", "FILE:2:13: limits.max_depth: must be a number"},
      {"[limits]\nheader_deadline = \"10\"\n",
       "FILE:2:19: limits.header_deadline: \"10\" is no time; write it like \"10s\", \"5m\", "
       "\"48h\" or \"60d\""},
      {"[limits]\nmax_age = \"90m\"\n",
       "FILE:2:11: limits.max_age: \"90m\" is no whole number of hours; write it like \"48h\" or "
       "\"60d\""}};
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(fault_of(text) == want);
  }
}

TEST_CASE("what is no TOML is told with its place and never ends the process") {
  for (const std::string text : {"[[[", "[store", "path = ", "[store]\npath = \"a\npath = \"b\"\n",
                                 "\xff\xfe", "a = 1\na = 2", "[store]\npath = \"\"\"", "= 1",
                                 "[limits]\nmax_depth = 99999999999999999999\n"}) {
    CAPTURE(text);
    CHECK(std::regex_match(fault_of(text),
                           std::regex("FILE:[1-9][0-9]*:[1-9][0-9]*: .+; mend this line")));
  }
}

TEST_CASE("a variable that cannot be used is told by its name") {
  CHECK(fault_of("", {{"TLSWARD_INGEST_LISTEN", "nowhere"}}) ==
        "TLSWARD_INGEST_LISTEN: ingest.listen: \"nowhere\" is no address; write HOST:PORT, like "
        "\"127.0.0.1:8080\"");
  CHECK(fault_of("", {{"TLSWARD_LIMITS_MAX_DEPTH", "2MiB"}}) ==
        "TLSWARD_LIMITS_MAX_DEPTH: limits.max_depth: \"2MiB\" is no number above zero");
}

TEST_CASE("a variable that means nothing is a warning with the nearest name") {
  const LoadedConfig loaded =
      load("", {{"TLSWARD_STORE_PAHT", "x"}, {"TLSWARD_CONFIG", "x"}, {"TLSWARD_DB", "/y"}});
  REQUIRE(loaded.warnings.size() == 1);
  CHECK(loaded.warnings.front() ==
        "TLSWARD_STORE_PAHT: unknown variable, without effect; did you "
        "mean \"TLSWARD_STORE_PATH\"?");
}

TEST_CASE("a file that anybody may write to is refused") {
  const File file("");
  chmod(file.path().c_str(), 0666);
  CHECK_THROWS_WITH_AS(
      load_config(ConfigSources{.file = file.path()}),
      fmt::format("{0}: anybody may write to it (mode 0666); run chmod o-w {0}", file.path())
          .c_str(),
      ConfigError);
}

TEST_CASE("a file that is named must be there") {
  for (const char* const file : {"/nowhere/tlsward.toml", "/"})
    CHECK_THROWS_WITH_AS(load_config(ConfigSources{.file = file}), doctest::Contains("; "),
                         std::runtime_error);
}

TEST_CASE("owners have settings of their own, and the environment those of the only one") {
  const std::string text =
      "[[owner]]\nname = \"ops\"\naddresses = [\"b@example.org\", \"a@example.org\"]\n"
      "domains = [\"*.org\"]\nzone = \"Europe/Warsaw\"\nhour = \"07:30\"\nrhythm = \"weekly\"\n"
      "[[owner]]\nname = \"boss\"\nlanguage = \"pl\"\n"
      "[mail]\nfrom = \"tlsward@example.org\"\nhost = \"smtp.example.org\"\nport = 465\n"
      "tls = \"tls\"\nauth = \"login\"\ntimeout = \"30s\"\n";
  const LoadedConfig loaded = load(text);
  const Config& config = loaded.config;
  REQUIRE(config.owners.size() == 2);
  CHECK(config.owners[0].addresses == std::set<std::string>{"a@example.org", "b@example.org"});
  CHECK(config.owners[0].domains == std::set<std::string>{"*.org"});
  CHECK(config.owners[0].schedule.zone == "Europe/Warsaw");
  CHECK(config.owners[0].schedule.hour == std::chrono::minutes(450));
  CHECK(config.owners[0].schedule.rhythm == DigestRhythm::weekly);
  CHECK(config.owners[1].name == "boss");
  CHECK(config.owners[1].language == "pl");
  CHECK_FALSE(config.owners[1].schedule.hour);
  CHECK(config.mail.server.port == 465);
  CHECK(config.mail.server.tls == SmtpTls::tls);
  CHECK(config.mail.server.auth == SmtpAuth::login);
  CHECK(config.mail.server.time == std::chrono::seconds(30));
  CHECK(std::ranges::count(loaded.settings, "owner.hour", &Setting::key) == 2);

  CHECK(load("", {{"TLSWARD_OWNER_HOUR", "08:00"}}).config.owners.at(0).schedule.hour ==
        std::chrono::hours(8));
  CHECK(fault_of(text, {{"TLSWARD_OWNER_HOUR", "08:00"}}) ==
        "TLSWARD_OWNER_HOUR: there are several [[owner]]; set it in the file");
  CHECK(fault_of("[[owner]]\nhour = \"8\"\n") ==
        "FILE:2:8: owner.hour: \"8\" is no time of day; write it like \"07:30\"");
  CHECK(fault_of("[[owner]]\nrhythm = \"monthly\"\n") ==
        "FILE:2:10: owner.rhythm: \"monthly\" is none of \"daily\", \"problems\", \"weekly\"");
}

TEST_CASE("every setting can be written to a file and read back") {
  for (const ConfigRow& row : config_table()) {
    CAPTURE(row.key);
    Config config;
    if (row.key.starts_with("domain.")) config.domains = config.mx_hosts = {Domain("example.org")};
    std::string text = toml_text(value_of(row, config));
    const auto dot = row.key.find('.');
    std::string table = fmt::format("[{}]\n", row.key.substr(0, dot));
    if (row.key == "domain.name") text = "\"example.org\"";
    if (row.key.starts_with("domain.")) table = "[[domain]]\n";
    if (row.key == "domain.mx") table += "name = \"example.org\"\n";
    if (row.key.starts_with("mailbox.")) table = mailbox_without(row.key.substr(dot + 1));
    if (row.key.starts_with("owner.")) table = "[[owner]]\n";
    if (row.key == "mailbox.name" || row.key == "mailbox.host" || row.key == "mailbox.user")
      text = "\"example.org\"";
    if (row.key == "mailbox.password_file") text = "\"/password\"";
    CHECK(fault_of(fmt::format("{}{} = {}\n", table, row.key.substr(dot + 1), text)).empty());
    CHECK(row.help.ends_with('.'));
  }
}

TEST_CASE("the example holds every setting, and what is commented out is the default") {
  const std::string example = read_text(TLSWARD_SAMPLES "/tlsward.toml");
  CHECK(fault_of(example).empty());

  const std::regex setting_line("^(# )?([a-z_]+) = (.*)$");
  const LoadedConfig defaults = load("");
  std::set<std::string> seen;
  std::string table;
  std::string uncommented;
  std::istringstream lines(example);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (line.starts_with('[')) table = std::regex_replace(line, std::regex("[\\[\\]]"), "");
    if (!std::regex_match(line, match, setting_line)) {
      uncommented += line + '\n';
      continue;
    }
    const std::string key = table + '.' + match[2].str();
    CAPTURE(key);
    seen.insert(key);
    uncommented += match[2].str() + " = " + match[3].str() + '\n';
    REQUIRE(find_config_row(key) != nullptr);
    if (match[1].matched) CHECK(toml_text(setting(defaults, key).value) == match[3].str());
  }
  CHECK(fault_of(uncommented).empty());
  for (const ConfigRow& row : config_table()) {
    CAPTURE(row.key);
    CHECK(seen.count(std::string(row.key)) == 1);
  }
}

TEST_CASE("what config init writes can be loaded and names what it was told") {
  const Config config =
      load(make_config_file({"example.org", "example.com"}, "tls.example.org")).config;
  CHECK(config.domains == std::vector{Domain("example.org"), Domain("example.com")});
  CHECK(config.certificate_file == "/etc/letsencrypt/live/tls.example.org/fullchain.pem");
  CHECK(config.dashboard_listen == "127.0.0.1:8080");
}

TEST_CASE("what serve would lack is told before it is started") {
  Config config;
  CHECK(faults_of(config).size() == 1);  // no domain
  config.accept_any_domain = true;
  CHECK(faults_of(config).empty());
  config.certificate_file = TLSWARD_SAMPLES "/tlsward.toml";
  CHECK(faults_of(config).size() == 1);  // no key
  config.private_key_file = "/nowhere/key.pem";
  REQUIRE(faults_of(config).size() == 1);
  CHECK(faults_of(config).front().starts_with("/nowhere/key.pem: cannot be read"));
  CHECK(faults_of(Config{.ingest_listen = ""}).empty());
}

TEST_CASE("with no domain configured every report is ours") {
  CHECK(ownership_of(Config{}).accept_any);
  CHECK_FALSE(ownership_of(Config{.domains = {Domain("example.org")}}).accept_any);
  CHECK(ownership_of(Config{.domains = {Domain("example.org")}, .accept_any_domain = true})
            .accept_any);
}

}  // namespace tlsward
