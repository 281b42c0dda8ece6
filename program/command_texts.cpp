#include "program/command_tree.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace tlsward {
namespace {

constexpr std::array kTexts = {
    CommandText{"", "Collects TLS reports (RFC 8460) and says what to do about them.",
                "tlsward demo\n"
                "tlsward import reports/\n"
                "tlsward digest --day yesterday\n"
                "tlsward explain certificate-expired\n"},
    CommandText{"status", "The last complete day in a few lines; also without a command.",
                "tlsward\n"
                "tlsward status --json\n"},
    CommandText{"digest", "A day's digest: what failed, who saw it, what to do.",
                "tlsward digest\n"
                "tlsward digest --day 2026-11-23 --domain example.org\n"
                "tlsward digest --day 7d --lang pl\n"
                "tlsward digest --format json | jq .verdict\n"
                "tlsward digest --format html >digest.html\n"
                "tlsward digest --format eml >digest.eml\n"
                "tlsward digest --owner ops --send --to me@example.org\n"
                "tlsward digest --due --send\n"},
    CommandText{"import", "Reports, mails and mailboxes into the database.",
                "tlsward import report.json.gz\n"
                "tlsward import ~/Maildir/.TLS /var/mail/tlsrpt mails/*.eml --json\n"
                "cat report.json | tlsward import -\n"},
    CommandText{"poll", "The configured mailboxes into the database.",
                "tlsward poll --once\n"
                "tlsward poll --once --mailbox reports --json\n"
                "tlsward poll --dry-run\n"},
    CommandText{"serve", "The daemon: takes reports by HTTPS and mail, shows pages, sends digests.",
                "tlsward serve\n"
                "tlsward serve --only digest\n"
                "tlsward serve --config /etc/tlsward/config.toml\n"},
    CommandText{"list", "Reports, the newest day first.",
                "tlsward list --failed --since 7d\n"
                "tlsward list --uncounted --day yesterday\n"
                "tlsward list --domain example.org --csv > reports.csv\n"},
    CommandText{"problems", "What fails, since when, and whether it is over.",
                "tlsward problems\n"
                "tlsward problems show 4f1c09b2ae\n"},
    CommandText{"problems list",
                "Problems that are open, the largest first; exit code 3 if any is.",
                "tlsward problems list --domain example.org\n"
                "tlsward problems list --all --since 30d --json\n"
                "tlsward problems list --until 2026-11-23\n"},
    CommandText{"problems show", "Everything about one problem.",
                "tlsward problems show 4f1c09b2ae\n"
                "tlsward problems show 4f1c09b2ae --json\n"},
    CommandText{"problems mute",
                "Not to be told of a problem until a day, or until it grows tenfold.",
                "tlsward problems mute 4f1c09b2ae --until 30d --reason 'certificate ordered'\n"
                "tlsward problems mute 4f1c09b2ae --until 2099-12-24 --reason 'known'\n"},
    CommandText{"problems unmute", "To be told of it again.",
                "tlsward problems unmute 4f1c09b2ae\n"
                "tlsward problems unmute 4f1c09b2ae --json\n"},
    CommandText{"problems resolve",
                "Says that a problem is over; it comes back if it is seen on a later day.",
                "tlsward problems resolve 4f1c09b2ae\n"
                "tlsward problems resolve 4f1c09b2ae --json\n"},
    CommandText{"alerts", "What owners were told of at once, and whether that arrives.",
                "tlsward alerts\n"
                "tlsward alerts test\n"},
    CommandText{"alerts list", "What was told at once and is not over, the oldest first.",
                "tlsward alerts list\n"
                "tlsward alerts list --all --owner ops --json\n"},
    CommandText{"alerts test", "Sends an alert that says it is a test.",
                "tlsward alerts test\n"
                "tlsward alerts test --owner ops --json\n"},
    CommandText{"policy", "The MTA-STS policies that serve hosts.",
                "tlsward policy\n"
                "tlsward policy set example.com --mx mx1.example.com --mx mx2.example.com\n"
                "tlsward policy publish example.com\n"},
    CommandText{"policy list", "What is hosted, and what is drafted.",
                "tlsward policy list\n"
                "tlsward policy list --json\n"},
    CommandText{"policy show",
                "A domain's policy, its record, whether senders get both, and what was before.",
                "tlsward policy show example.com\n"
                "tlsward policy show example.com --offline --json\n"},
    CommandText{"policy history",
                "Each version of a domain's policy that was seen or quoted, and who holds it.",
                "tlsward policy history example.com\n"
                "tlsward policy history example.com --json\n"},
    CommandText{"policy set", "Drafts a domain's next policy.",
                "tlsward policy set example.com --mx mx1.example.com\n"
                "tlsward policy set example.com --mx-from-dns\n"
                "tlsward policy set example.com --mode enforce --max-age 604800\n"},
    CommandText{"policy publish",
                "Serves the draft, looks whether senders get it, and then gives its id.",
                "tlsward policy publish example.com\n"
                "tlsward policy publish example.com --testing-now\n"
                "tlsward policy publish example.com --unverified\n"},
    CommandText{"policy retire", "Serves a policy no more, once no sender may hold it.",
                "tlsward policy retire example.com\n"
                "tlsward policy retire example.com --json\n"},
    CommandText{"owners", "To whom mails go, and who has unsubscribed.",
                "tlsward owners\n"
                "tlsward owners resubscribe ops@example.org\n"},
    CommandText{"owners list", "Each address of each [[owner]], and whether it gets mails.",
                "tlsward owners list\n"
                "tlsward owners list --json\n"},
    CommandText{"owners resubscribe", "Sends mails again to an address that has unsubscribed.",
                "tlsward owners resubscribe ops@example.org\n"
                "tlsward owners resubscribe ops@example.org --owner ops --json\n"},
    CommandText{"user", "Who may look at the dashboard and ask the API.",
                "tlsward user\n"
                "tlsward user add ben --role admin --generate\n"},
    CommandText{"user list", "Each user, with role, domains and how many tokens.",
                "tlsward user list\n"
                "tlsward user list --json\n"},
    CommandText{"user add", "Adds a user, and asks for their password.",
                "tlsward user add anna --role admin\n"
                "tlsward user add ben --role owner --domain example.com --generate\n"
                "tlsward user add grafana --no-password\n"},
    CommandText{"user passwd", "Changes a user's password, and logs them out everywhere.",
                "tlsward user passwd anna\n"
                "tlsward user passwd anna --generate\n"
                "openssl rand -base64 15 | tlsward user passwd anna --password-file -\n"},
    CommandText{"user delete", "Deletes a user, logs them out and ends their tokens.",
                "tlsward user delete anna\n"
                "tlsward user delete anna --yes --json\n"},
    CommandText{"user token", "Makes a token with which programs ask as this user.",
                "tlsward user token anna --name grafana\n"
                "tlsward user token anna --scope write --domain example.com --expires 90d\n"
                "tlsward user token anna --list\n"
                "tlsward user token anna --revoke 3\n"},
    CommandText{"show", "Everything about one report.",
                "tlsward show 17\n"
                "tlsward show 17 --json\n"},
    CommandText{"search", "Reports that hold a text: an id, a name, a host, an address.",
                "tlsward search mx2.example.org\n"
                "tlsward search 192.0.2.7 --since last-week\n"},
    CommandText{"top", "Who and what comes most often.",
                "tlsward top types --since 7d\n"
                "tlsward top reporters --domain example.org --limit 5\n"
                "tlsward top reporters --deviations --since 30d\n"},
    CommandText{"explain",
                "A failure's type or cause, a pasted message, or a report's file, in plain words.",
                "tlsward explain starttls-not-supported\n"
                "tlsward explain mx-not-in-policy --technical\n"
                "tlsward explain '454 4.7.0 TLS not available' --lang pl --plain\n"
                "tlsward explain 'MTA-STS policy is missing: STSFetchResult.NONE'\n"
                "tlsward explain STSFetchResult.NONE --domain example.org\n"
                "tlsward explain report.json.gz\n"
                "curl -s https://example.org/report.json | tlsward explain -\n"},
    CommandText{"lint",
                "A pasted MTA-STS or TLSRPT record, or a policy: does it work, and what to mend.",
                "tlsward lint record.txt\n"
                "echo 'v=TLSRPTv1; rua=tlsrpt@example.org' | tlsward lint -\n"
                "tlsward lint mta-sts.txt --as policy --json\n"},
    CommandText{"check", "Looks at domains now: TLSRPT, MTA-STS, MX hosts and DANE.",
                "tlsward check example.org\n"
                "tlsward check --file domains.txt --json\n"
                "tlsward check --configured --quiet\n"
                "tlsward check example.org --only mx --only dane\n"
                "tlsward check example.org --json | jq .verdict\n"
                "tlsward check example.org --nagios --lang pl\n"},
    CommandText{"generate", "The records and the policy for a domain to publish.",
                "tlsward generate tlsrpt example.org --rua mailto:tlsrpt@example.org\n"
                "tlsward generate mta-sts example.org --lang pl\n"},
    CommandText{"generate tlsrpt", "The TXT record that asks senders for reports.",
                "tlsward generate tlsrpt example.org --rua mailto:tlsrpt@example.org\n"
                "tlsward generate tlsrpt example.org --rua a@example.net --json\n"},
    CommandText{"generate mta-sts", "An MTA-STS policy, and the TXT record with its id.",
                "tlsward generate mta-sts example.org\n"
                "tlsward generate mta-sts example.org --mx mx1.example.org --mx mx2.example.org\n"
                "tlsward generate mta-sts example.org --mx mx.example.org --mode enforce\n"},
    CommandText{"quarantine", "What came and was set aside.",
                "tlsward quarantine list\n"
                "tlsward quarantine release 12\n"},
    CommandText{"quarantine list", "What is kept there, the newest first.",
                "tlsward quarantine list\n"
                "tlsward quarantine list --reason not-ours --limit 20\n"},
    CommandText{"quarantine show", "Why it is there, where it came from, how it begins.",
                "tlsward quarantine show 12\n"
                "tlsward quarantine show 12 --json\n"},
    CommandText{"quarantine release", "Takes it in after all.",
                "tlsward quarantine release 12\n"
                "tlsward quarantine release 12 --json\n"},
    CommandText{"demo", "A month of made-up reports in a temporary database, with its pages.",
                "tlsward demo\n"
                "tlsward demo --listen 127.0.0.1:8081\n"
                "tlsward demo --once --seed 7\n"},
    CommandText{"readiness", "Whether a domain's MTA-STS policy can go to mode enforce.",
                "tlsward readiness example.org\n"
                "tlsward readiness example.org --lang pl\n"
                "tlsward readiness example.org --json | jq .losses\n"},
    CommandText{"config", "Reads, checks and writes the configuration.",
                "tlsward config check\n"
                "tlsward config show --origin\n"},
    CommandText{"config check", "Whether `serve` could start with it.",
                "tlsward config check\n"
                "tlsward config check --config new.toml\n"},
    CommandText{"config show", "Every setting with its value.",
                "tlsward config show\n"
                "tlsward config show --origin --json\n"},
    CommandText{"config init", "Writes a configuration and says which DNS records to publish.",
                "tlsward config init\n"
                "tlsward config init --domain example.org --hostname tls.example.org --yes\n"},
    CommandText{"completion", "The script with which a shell completes commands and options.",
                "tlsward completion bash > /etc/bash_completion.d/tlsward\n"
                "tlsward completion zsh > /usr/local/share/zsh/site-functions/_tlsward\n"
                "tlsward completion fish > ~/.config/fish/completions/tlsward.fish\n"},
    CommandText{"version", "The version.",
                "tlsward version\n"
                "tlsward version --json\n"},
    CommandText{"help", "The help of a command.",
                "tlsward help digest\n"
                "tlsward help quarantine release\n"}};

}  // namespace

const CommandText& find_command_text(std::string_view path) {
  const auto found = std::find_if(kTexts.begin(), kTexts.end(),
                                  [&](const CommandText& text) { return text.path == path; });
  assert(found != kTexts.end());  // every command of cli.cpp stands above
  return *found;
}

std::string last_word(std::string_view path) {
  return std::string(path.substr(path.rfind(' ') + 1));
}

const CommandDescription* find_command(const CommandDescription& root, std::string_view path) {
  if (root.path == path) return &root;
  for (const CommandDescription& child : root.commands)
    if (const CommandDescription* const found = find_command(child, path)) return found;
  return nullptr;
}

}  // namespace tlsward
