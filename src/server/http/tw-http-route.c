/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From method and path to a route. Of several patterns that fit, the one wins whose first different segment is a literal. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-http-private.h"

#define MAX_FITTING 32                                 /* routes that one path fits: methods of a few patterns */

static gboolean
is_param (const char *segment)
{
  return *segment == '{';
}

static gboolean
is_rest (const char *segment)
{
  gsize n = strlen (segment);

  return *segment == '{' && n > 3 && segment[n - 2] == '*';
}

TwHttpRoute *
tw_http_route_new (const TwRoute *route, gpointer data)
{
  TwHttpRoute *own = g_new0 (TwHttpRoute, 1);

  own->route = route;
  own->data = data;
  own->segments = g_strsplit (route->pattern + 1, "/", -1);
  own->n_segments = g_strv_length (own->segments);
  own->rest = is_rest (own->segments[own->n_segments - 1]);
  return own;
}

void
tw_http_route_free (TwHttpRoute *route)
{
  g_strfreev (route->segments);
  g_free (route);
}

static gboolean
fits (const TwHttpRoute *route, char **path, guint n)
{
  guint i;

  if (route->rest ? n < route->n_segments : n != route->n_segments)
    return FALSE;
  for (i = 0; route->segments[i] != NULL; i++)
    {
      if (route->rest && i == route->n_segments - 1)
        return TRUE;
      if (is_param (route->segments[i]) ? *path[i] == 0 : strcmp (route->segments[i], path[i]) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Whether a is more particular than b; both fit. */
static gboolean
is_better (const TwHttpRoute *a, const TwHttpRoute *b)
{
  for (guint i = 0; a->segments[i] != NULL && b->segments[i] != NULL; i++)
    {
      int rank_a = is_rest (a->segments[i]) ? 2 : is_param (a->segments[i]);
      int rank_b = is_rest (b->segments[i]) ? 2 : is_param (b->segments[i]);

      if (rank_a != rank_b)
        return rank_a < rank_b;
    }
  return FALSE;
}

static gboolean
same_pattern (const TwHttpRoute *a, const TwHttpRoute *b)
{
  return !is_better (a, b) && !is_better (b, a);
}

static void
take_params (TwRequest *request, const TwHttpRoute *route, char **path)
{
  for (guint i = 0; route->segments[i] != NULL; i++)
    {
      const char *segment = route->segments[i];
      gboolean rest = is_rest (segment);
      TwHttpPair *pair;

      if (!is_param (segment))
        continue;
      g_return_if_fail (request->n_params < TW_HTTP_MAX_PARAMS);
      pair = &request->params[request->n_params++];
      pair->name = tw_http_arena_copy (&request->arena, segment + 1, strlen (segment) - (rest ? 3 : 2));
      pair->value = rest ? request->path + (path[i] - path[0]) + 1 : path[i];
    }
}

static void
add_method (GString *methods, const char *method)
{
  if (strstr (methods->str, method) == NULL)
    g_string_append_printf (methods, "%s%s", methods->len > 0 ? ", " : "", method);
}

/* 405, or the answer to OPTIONS: the methods of all patterns that fit as well as the best one. */
static gboolean
answer_methods (TwRequest *request, const TwHttpRoute *const *fitting, guint n_fitting, const TwHttpRoute *best)
{
  g_autoptr (GString) methods = g_string_new (NULL);
  gboolean options = strcmp (request->method, "OPTIONS") == 0;

  for (guint i = 0; i < n_fitting; i++)
    {
      const TwHttpRoute *route = fitting[i];

      if (!same_pattern (route, best))
        continue;
      add_method (methods, route->route->method);
      if (strcmp (route->route->method, "GET") == 0)
        add_method (methods, "HEAD");
    }
  add_method (methods, "OPTIONS");
  if (options)
    request->response.status = 204;
  else
    tw_response_problem (&request->response, 405, "method", NULL, _("This address does not take the method. See the Allow field."));
  tw_response_set_header (&request->response, "Allow", methods->str);
  return FALSE;
}

/* The parts of the path between its slashes, in the request's arena. */
static char **
split (TwRequest *request, guint *n)
{
  char *text = tw_http_arena_copy (&request->arena, request->path + 1, strlen (request->path + 1));
  char **parts;

  *n = 1;
  for (const char *p = text; *p; p++)
    *n += *p == '/';
  parts = tw_http_arena_take (&request->arena, (*n + 1) * sizeof *parts);
  for (guint i = 0; i < *n; i++)
    {
      parts[i] = text;
      text += strcspn (text, "/");
      *text++ = 0;
    }
  parts[*n] = NULL;
  return parts;
}

static gboolean
has_method (const TwHttpRoute *route, const char *method)
{
  return strcmp (route->route->method, method) == 0;
}

/* FALSE: the response is the answer. */
gboolean
tw_http_find_route (TwHttp *http, TwRequest *request)
{
  const TwHttpRoute *fitting[MAX_FITTING], *best = NULL;
  guint n_fitting = 0, n;
  char **path;
  const char *method = strcmp (request->method, "HEAD") == 0 ? "GET" : request->method;

  if (strcmp (request->path, "*") == 0)
    {
      request->response.status = 204;
      return FALSE;
    }
  path = split (request, &n);
  for (guint i = 0; i < http->routes->len; i++)
    {
      const TwHttpRoute *route = g_ptr_array_index (http->routes, i);

      if (!fits (route, path, n) || n_fitting == MAX_FITTING)
        continue;
      fitting[n_fitting++] = route;
      if (best == NULL || is_better (route, best))
        best = route;
    }
  if (best == NULL)
    {
      tw_response_problem (&request->response, 404, "not-found", NULL, _("There is nothing at this address. Check it."));
      return FALSE;
    }
  for (guint i = 0; i < n_fitting && request->route == NULL; i++)
    if (has_method (fitting[i], method) && same_pattern (fitting[i], best))
      request->route = fitting[i];
  if (request->route == NULL)
    return answer_methods (request, fitting, n_fitting, best);
  take_params (request, request->route, path);
  return TRUE;
}
