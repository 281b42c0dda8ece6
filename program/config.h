// tlsward.toml + environment + flags -> the options of the folders. Order: flag > environment >
// file > default. One table (config_table.cpp) says for each setting its key, type and help;
// `config show`, the man page's section and samples/tlsward.toml are held to it.
#pragma once

#include "analyzer/alert_options.h"
#include "analyzer/digest.h"
#include "analyzer/owner.h"
#include "analyzer/probe_options.h"
#include "collector/limits.h"
#include "collector/mailbox_options.h"
#include "collector/ownership.h"
#include "program/mail_options.h"
#include "program/webhook_options.h"
#include "web/login_mode.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace tlsward {

struct Config {
  std::string database;  // [store] path
  // [[domain]] name and mx; [ingest] accept_any_domain
  std::vector<Domain> domains;
  std::vector<Domain> mx_hosts;
  std::map<Domain, std::vector<Domain>> mx_hosts_of;  // by the name that they stand under
  bool accept_any_domain = false;
  // [[mailbox]]
  std::vector<MailboxOptions> mailboxes;
  // [[owner]], [mail] and [alerts]
  std::vector<Owner> owners;
  MailOptions mail;
  AlertOptions alerts;
  std::vector<WebhookOptions> webhooks;  // [[webhook]]
  // [ingest]
  std::string ingest_listen = "0.0.0.0:443";  // HOST:PORT; empty = no public listener
  std::string certificate_file;
  std::string private_key_file;
  std::set<std::string> tokens;
  // [hosting]
  std::string host_certificates;
  std::string policy_hook;
  // [dns]
  std::string dns_server;  // HOST:PORT; empty = the system's
  ProbeOptions checks;     // [checks]
  std::optional<std::chrono::minutes> daily_looks =
      std::chrono::hours(13);  // after midnight, UTC; absent: none
  // [trust]; counts_from is among the limits, known_reporters among the rules
  std::set<std::string> authserv_ids;
  VerdictRules verdict;  // [verdict]
  // [dashboard]
  bool dashboard_enabled = true;
  std::string dashboard_listen = "127.0.0.1:8080";
  std::string dashboard_certificate_file;
  std::string dashboard_private_key_file;
  LoginMode dashboard_login = LoginMode::required;
  std::set<std::string> trusted_proxies;  // addresses and networks
  std::string remote_user_header;
  std::string
      dashboard_base_url;  // "https://mail.example.org/tlsward", where a proxy has it; or ""
  // [limits]
  Limits limits;
};

// What a setting can be in the file.
using SettingValue = std::variant<bool, std::int64_t, std::string, std::vector<std::string>>;

// A setting as `config show` prints it.
struct Setting {
  std::string key;  // "ingest.listen"; those of [[mailbox]] and [[owner]] come once for each
  SettingValue value;
  std::string origin;  // "default", "/etc/tlsward/config.toml:12", "TLSWARD_INGEST_LISTEN", "--db"
  std::string help;    // one sentence
};

// A configuration that cannot be used. what() is one line: the first fault, and how to see more.
struct ConfigError : std::runtime_error {
  explicit ConfigError(const std::string& fault) : ConfigError(std::vector{fault}) {}
  explicit ConfigError(const std::vector<std::string>& all);  // one or more

  std::vector<std::string> faults;  // each file, line, column, fault, nearest key and what to do
};

inline constexpr const char* kDefaultConfigFile = "/etc/tlsward/config.toml";

struct ConfigSources {
  std::optional<std::string> file;  // --config; absent: TLSWARD_CONFIG, else the default file if
                                    // it is there
  std::optional<std::string> database;             // --db
  std::map<std::string, std::string> environment;  // TLSWARD_<TABLE>_<KEY>; lists with commas
};

struct LoadedConfig {
  Config config;
  std::vector<Setting> settings;      // all there are, in the order of the table
  std::vector<std::string> warnings;  // one line each: variables that mean nothing
};

// Reads all sources. With no database set anywhere it is default_database(). Throws ConfigError,
// and std::runtime_error for a file that cannot be read.
LoadedConfig load_config(const ConfigSources& sources);

// The environment's TLSWARD_ variables.
std::map<std::string, std::string> tlsward_environment();

// /var/lib/tlsward/tlsward.db for root and whoever may write there, else
// $XDG_DATA_HOME/tlsward/tlsward.db.
std::string default_database();

// Whose reports are ours; with no domain configured everything is.
Ownership ownership_of(const Config& config);

// Whose digest is shown where nobody asks for another.
DigestScope scope_of(const Config& config);

// Of these domains, with the MX hosts of the configured ones that they are, hold or lie within.
DigestScope scope_of(const Config& config, const std::vector<Domain>& domains);

// What a configuration lacks for `serve`, one line each with what to do; empty if nothing.
std::vector<std::string> faults_of(const Config& config);

// A commented file for these answers, as `config init` writes it.
std::string make_config_file(const std::vector<std::string>& domains, const std::string& hostname);

}  // namespace tlsward
