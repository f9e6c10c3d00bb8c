/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What administrators say about routes of the API, and how often they are called, by all processes of the server together:
 *
 *   server_route (method, path, enabled, rate, calls, last)
 *
 * A route that nobody said anything about and nobody called is not there. Any thread. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  char      *method, *path;                            /* as in the table of routes */
  gboolean   enabled;
  guint      rate;                                     /* requests a minute of each person or key; 0: as many as to any route */
  gint64     calls;
  TwInstant  last;                                     /* 0: never */
} TwRouteRule;

void       tw_route_rule_free  (TwRouteRule *rule);
gboolean   tw_routes_enable    (TwStore *store, GError **error);
/* (element-type TwRouteRule); NULL with error. */
GPtrArray *tw_routes_list      (TwStore *store, GError **error);
/* Whether it is enabled, and its rate. */
gboolean   tw_routes_set       (TwStore *store, const TwRouteRule *rule, GError **error);
/* rules: (element-type TwRouteRule): their calls are added to what is there. */
gboolean   tw_routes_add_calls (TwStore *store, GPtrArray *rules, GError **error);

G_END_DECLS
