/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-user.h"

#include <glib/gi18n-lib.h>

#include "tw-seed.h"

static gboolean
set_text_setting (TwStore    *store,
                  const char *key,
                  const char *text,
                  GError    **error)
{
  g_auto(TwValue) value = tw_value_text (text);
  g_autofree char *json = tw_value_to_json (&value);

  return tw_store_set_setting (store, key, json, error);
}

/**
 * tw_user_create:
 * @store: an empty store
 * @workspace_name: what the workspace is called
 * @name: the person's name
 * @email: the person's e-mail address
 * @error: what the store says
 *
 * Returns: whether the user was made
 */
gboolean
tw_user_create (TwStore    *store,
                const char *workspace_name,
                const char *name,
                const char *email,
                GError    **error)
{
  const TwEntity *entity = NULL;
  g_autoptr(TwRecord) user = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *edit = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), FALSE);
  if (!tw_seed_workspace (store, NULL, error) || !set_text_setting (store, "name", workspace_name, error))
    return FALSE;
  /* The user of this computer is in it already; the person said more. */
  entity = tw_schema_get_entity (tw_store_get_schema (store), "user");
  user = tw_store_get (store, entity, tw_store_get_user (store), error);
  if (user == NULL || !tw_record_set_text (user, "name", name, error)
      || !tw_record_set_text (user, "email", email, error))
    return FALSE;
  edit = tw_edit_new (store, TW_ORIGIN_SYSTEM, _("Start the workspace"));
  tw_edit_save (edit, user);
  commit = tw_edit_commit (edit, error);
  return commit != NULL;
}
