#include "analyzer/render.h"

#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>

#include <stdexcept>

namespace tlsward {
namespace {

using kainjow::mustache::data;
using nlohmann::ordered_json;

data to_mustache(const ordered_json& value) {
  if (value.is_object()) {
    data object;
    for (const auto& [key, member] : value.items())
      object.set(key, to_mustache(member));
    return object;
  }
  if (value.is_array()) {
    data list(data::type::list);
    for (const ordered_json& item : value)
      list.push_back(to_mustache(item));
    return list;
  }
  if (value.is_string()) return data(value.get<std::string>());
  if (value.is_boolean()) return data(value.get<bool>());
  if (value.is_null()) return data(false);
  return data(value.dump());
}

}  // namespace

std::string render(std::string_view mustache, const ordered_json& values, Partials partials) {
  kainjow::mustache::mustache compiled{std::string(mustache)};
  if (!compiled.is_valid()) throw std::runtime_error("template: " + compiled.error_message());
  data context = to_mustache(values);
  for (const auto& [name, text] : partials)
    context.set(std::string(name), kainjow::mustache::partial([text = std::string_view(text)] {
                  return std::string(text);
                }));
  return compiled.render(context);
}

}  // namespace tlsward
