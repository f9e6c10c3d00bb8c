/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who answers. A new room of this floor adds its line; filters run in this order: who signs callers in stands before those who need them. */
#include "config.h"

#include "tw-caller.h"
#include "tw-server.h"

const TwServerModule *const tw_server_modules[] = {
  &tw_server_health_module,
  &tw_server_admin_module,
  &tw_server_accounts_module,
  &tw_server_rest_module,
  &tw_server_sync_module,
  &tw_server_files_module,
  &tw_server_jobs_module,
  &tw_server_notify_module,
  NULL
};
