/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who answers. A new room of this floor adds its line; filters run in this order. */
#include "config.h"

#include "tw-server.h"

const TwServerModule *const tw_server_modules[] = {
  &tw_server_health_module,
  NULL
};
