/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes of the API as administrators see them: what each is for, how often and when it was called, whether it may be used and how often. What
 * is said holds for all processes of the server within some seconds; calls are written once a minute. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-admin-private.h"
#include "tw-log.h"
#include "tw-rates.h"
#include "tw-rest-describe.h"
#include "tw-route-rules.h"

#define LOOK_SECONDS  5                                /* how soon what was said at another process is known */
#define LOOKS_A_WRITE 12
#define MAX_RATE      1000000

struct _TwAdminRoutes
{
  TwAdmin    *admin;
  GThread    *thread;
  GMutex      lock;
  GCond       changed;
  gboolean    stopping;                                /* (mutex lock) */
  GHashTable *written;                                 /* (mutex lock) const TwRoute → TwRouteRule: what this process counted and has written */
};

static const char *const no_names[] = { NULL };

/* Others are for devices, watching and the page of the document. */
static gboolean
is_listed (const char *pattern)
{
  return g_str_has_prefix (pattern, "/api/");
}

/* Without these nobody could come in and switch them on again. */
static gboolean
is_fixed (const char *pattern)
{
  return g_str_has_prefix (pattern, "/api/auth/") || strcmp (pattern, "/api/admin/routes") == 0;
}

static const TwRouteRule *
find_rule (GPtrArray *rules, const TwRoute *route)
{
  for (guint i = 0; i < rules->len; i++)
    {
      const TwRouteRule *rule = g_ptr_array_index (rules, i);

      if (strcmp (rule->method, route->method) == 0 && strcmp (rule->path, route->pattern) == 0)
        return rule;
    }
  return NULL;
}

/* --- What is said --- */

static gboolean
read_rules (TwAdmin *admin, GError **error)
{
  g_autoptr (GPtrArray) rules = tw_routes_list (admin->store, error);

  for (guint i = 0; rules != NULL && i < rules->len; i++)
    {
      const TwRouteRule *rule = g_ptr_array_index (rules, i);

      if (is_listed (rule->path) && !is_fixed (rule->path))
        tw_rates_set_route (tw_server_get_rates (admin->server), rule->method, rule->path, rule->enabled ? rule->rate : TW_RATES_OFF);
    }
  return rules != NULL;
}

/* --- Calls --- */

/* Since the last writing; what is said of the route has no part in it. */
static TwRouteRule *
count_calls (TwAdminRoutes *routes, const TwRoute *route)
{
  TwRouteRule *written = g_hash_table_lookup (routes->written, route), *rule = g_new0 (TwRouteRule, 1);

  rule->method = g_strdup (route->method);
  rule->path = g_strdup (route->pattern);
  rule->enabled = TRUE;
  rule->calls = (gint64) tw_http_get_usage (tw_server_get_http (routes->admin->server), route->method, route->pattern, &rule->last);
  if (written != NULL)
    rule->calls -= written->calls;
  return rule;
}

/* What could not be written is written with the next minute. */
static void
write_calls (TwAdminRoutes *routes)
{
  g_autoptr (GPtrArray) all = tw_http_list_routes (tw_server_get_http (routes->admin->server)), called = g_ptr_array_new ();
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_route_rule_free);
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&routes->lock);
  for (guint i = 0; i < all->len; i++)
    {
      const TwRoute *route = g_ptr_array_index (all, i);
      TwRouteRule *rule = is_listed (route->pattern) ? count_calls (routes, route) : NULL;

      if (rule == NULL || rule->calls == 0)
        {
          g_clear_pointer (&rule, tw_route_rule_free);
          continue;
        }
      g_ptr_array_add (rules, rule);
      g_ptr_array_add (called, (gpointer) route);
    }
  if (rules->len > 0 && !tw_routes_add_calls (routes->admin->store, rules, &error))
    {
      g_autoptr (TwLogLine) line = tw_log_line_new ("warning", "calls-not-written");

      tw_log_line_text (line, "reason", error->message);
    }
  for (guint i = 0; error == NULL && i < rules->len; i++)
    {
      TwRouteRule *rule = g_ptr_array_index (rules, i), *former = g_hash_table_lookup (routes->written, g_ptr_array_index (called, i));

      if (former != NULL)
        rule->calls += former->calls;
      g_hash_table_insert (routes->written, g_ptr_array_index (called, i), rule);
    }
  if (error == NULL)
    g_ptr_array_set_free_func (rules, NULL);
  g_mutex_unlock (&routes->lock);
}

static gpointer
look_after (gpointer data)
{
  TwAdminRoutes *routes = data;
  guint n = 0;

  g_mutex_lock (&routes->lock);
  while (!routes->stopping)
    {
      if (g_cond_wait_until (&routes->changed, &routes->lock, g_get_monotonic_time () + LOOK_SECONDS * G_USEC_PER_SEC))
        continue;
      g_mutex_unlock (&routes->lock);
      read_rules (routes->admin, NULL);
      if (++n % LOOKS_A_WRITE == 0)
        write_calls (routes);
      g_mutex_lock (&routes->lock);
    }
  g_mutex_unlock (&routes->lock);
  return NULL;
}

/* --- Begin and end --- */

TwAdminRoutes *
tw_admin_routes_new (TwAdmin *admin, GError **error)
{
  TwAdminRoutes *routes;

  if (!tw_routes_enable (admin->store, error) || !read_rules (admin, error))
    return NULL;
  routes = g_new0 (TwAdminRoutes, 1);
  routes->admin = admin;
  g_mutex_init (&routes->lock);
  g_cond_init (&routes->changed);
  routes->written = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) tw_route_rule_free);
  routes->thread = g_thread_new ("tw-routes", look_after, routes);
  return routes;
}

void
tw_admin_routes_free (TwAdminRoutes *routes)
{
  g_mutex_lock (&routes->lock);
  routes->stopping = TRUE;
  g_cond_signal (&routes->changed);
  g_mutex_unlock (&routes->lock);
  g_clear_pointer (&routes->thread, g_thread_join);
  write_calls (routes);
  g_hash_table_unref (routes->written);
  g_mutex_clear (&routes->lock);
  g_cond_clear (&routes->changed);
  g_free (routes);
}

/* --- The list --- */

static void
print_route (TwAdminRoutes *routes, const TwRoute *route, GPtrArray *rules, TwDoc *paths, GString *json)
{
  const TwRouteRule *rule = find_rule (rules, route);
  TwRouteRule *fresh = count_calls (routes, route);
  gboolean enabled = rule == NULL || rule->enabled || is_fixed (route->pattern);

  if (rule != NULL)
    {
      fresh->calls += rule->calls;
      fresh->last = MAX (fresh->last, rule->last);
    }
  g_string_append_printf (json, "{\"method\":\"%s\"", route->method);
  tw_admin_print_text (json, "path", route->pattern);
  tw_admin_print_text (json, "description", tw_rest_describe (paths, route->method, route->pattern));
  g_string_append_printf (json, ",\"fixed\":%s,\"enabled\":%s,\"rate_limit\":", is_fixed (route->pattern) ? "true" : "false",
                          enabled ? "true" : "false");
  if (rule != NULL && rule->rate != 0)
    g_string_append_printf (json, "%u", rule->rate);
  else
    g_string_append (json, "null");
  g_string_append_printf (json, ",\"calls\":%" PRId64, fresh->calls);
  tw_admin_print_instant (json, "last_call", fresh->last);
  g_string_append_c (json, '}');
  tw_route_rule_free (fresh);
}

void
tw_admin_list_routes (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAdmin *admin = data;
  g_autoptr (GPtrArray) all = tw_http_list_routes (tw_server_get_http (admin->server)), rules = NULL;
  g_autoptr (TwDoc) paths = tw_rest_parse_paths ();
  g_autoptr (GError) error = NULL;
  gboolean first = TRUE;
  GString *json;

  if (!tw_admin_begin (request, response, no_names))
    return;
  /* Nothing is written between the two halves of a number. */
  g_mutex_lock (&admin->routes->lock);
  rules = tw_routes_list (admin->store, &error);
  json = g_string_new ("{\"items\":[");
  for (guint i = 0; rules != NULL && i < all->len; i++)
    {
      const TwRoute *route = g_ptr_array_index (all, i);

      if (!is_listed (route->pattern))
        continue;
      if (!first)
        g_string_append_c (json, ',');
      print_route (admin->routes, route, rules, paths, json);
      first = FALSE;
    }
  g_mutex_unlock (&admin->routes->lock);
  g_string_append (json, "],\"next\":null}");
  if (rules != NULL)
    tw_response_take_json (response, json);
  else
    {
      g_string_free (json, TRUE);
      tw_response_problem_error (response, error);
    }
}

/* --- A change --- */

static gboolean
refuse (TwResponse *response, guint status, const char *type, const char *sentence)
{
  tw_response_problem (response, status, type, NULL, sentence);
  return FALSE;
}

static gboolean
read_members (const TwDocNode *root, TwRouteRule *rule)
{
  gint64 rate;

  for (const TwDocNode *member = root->first; member != NULL; member = member->next)
    if (strcmp (member->key, "enabled") == 0 && member->type == TW_DOC_BOOLEAN)
      rule->enabled = member->boolean;
    else if (strcmp (member->key, "rate_limit") == 0 && member->type == TW_DOC_NULL)
      rule->rate = 0;
    else if (strcmp (member->key, "rate_limit") == 0 && tw_doc_integer (member, &rate) && rate >= 1 && rate <= MAX_RATE)
      rule->rate = (guint) rate;
    else if (strcmp (member->key, "method") != 0 && strcmp (member->key, "path") != 0)
      return FALSE;
  return TRUE;
}

static const TwRoute *
find_route (TwAdmin *admin, const char *method, const char *pattern)
{
  g_autoptr (GPtrArray) all = tw_http_list_routes (tw_server_get_http (admin->server));

  for (guint i = 0; i < all->len; i++)
    {
      const TwRoute *route = g_ptr_array_index (all, i);

      if (is_listed (route->pattern) && strcmp (route->method, method) == 0 && strcmp (route->pattern, pattern) == 0)
        return route;
    }
  return NULL;
}

/* {"method", "path", "enabled", "rate_limit"}; what is not named stays. */
static const TwRoute *
read_change (TwAdmin *admin, const TwDocNode *root, TwResponse *response, TwRouteRule *rule)
{
  const TwDocNode *method = tw_doc_member (root, "method"), *path = tw_doc_member (root, "path");
  g_autoptr (GPtrArray) rules = NULL;
  g_autoptr (GError) error = NULL;
  const TwRouteRule *former;
  const TwRoute *route;

  if (method == NULL || method->type != TW_DOC_TEXT || path == NULL || path->type != TW_DOC_TEXT)
    {
      refuse (response, 422, "invalid", _("Send “method” and “path” of a route, as the list of routes has them."));
      return NULL;
    }
  route = find_route (admin, method->text, path->text);
  if (route == NULL)
    {
      refuse (response, 404, "not-found", _("There is no such route. Send “method” and “path” as the list of routes has them."));
      return NULL;
    }
  if (is_fixed (route->pattern))
    {
      refuse (response, 422, "invalid", _("This route stays as it is, so that nobody is locked out."));
      return NULL;
    }
  rules = tw_routes_list (admin->store, &error);
  if (rules == NULL)
    {
      tw_response_problem_error (response, error);
      return NULL;
    }
  former = find_rule (rules, route);
  *rule = (TwRouteRule) { .method = (char *) route->method, .path = (char *) route->pattern,
                          .enabled = former == NULL || former->enabled, .rate = former != NULL ? former->rate : 0 };
  if (read_members (root, rule))
    return route;
  refuse (response, 422, "invalid", _("Send “enabled”, true or false, or “rate_limit”, a number of requests a minute from 1 to 1000000, or null."));
  return NULL;
}

void
tw_admin_set_route (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAdmin *admin = data;
  const TwDocNode *root;
  g_autoptr (GString) detail = NULL;
  g_autoptr (GError) error = NULL;
  TwRouteRule rule;

  if (!tw_admin_begin (request, response, no_names) || (root = tw_request_parse_json (request, response)) == NULL)
    return;
  if (root->type != TW_DOC_OBJECT)
    {
      refuse (response, 422, "invalid", _("Send “method” and “path” of a route, as the list of routes has them."));
      return;
    }
  if (read_change (admin, root, response, &rule) == NULL)
    return;
  if (!tw_routes_set (admin->store, &rule, &error) || !read_rules (admin, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  detail = g_string_new ("{\"method\":");
  tw_doc_print_text (rule.method, detail);
  tw_admin_print_text (detail, "path", rule.path);
  g_string_append_printf (detail, ",\"enabled\":%s,\"rate_limit\":%u}", rule.enabled ? "true" : "false", rule.rate);
  tw_admin_write_audit (admin, request, "route-changed", NULL, NULL, detail->str);
  tw_response_set_status (response, 204);
}
