/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that change records: new, set, delete, undelete, erase, undo, redo, define. Each is one commit. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-ctl-remote.h"
#include "tw-erase.h"

/* --- Values --- */

/* A record that a text names: by id, by its name, or by a unique field. FALSE: told. */
static gboolean
find_target (TwCtl *ctl, const TwField *field, const char *text, TwValue *value)
{
  TwId id;
  if (tw_id_parse (text, &id))
    {
      const TwEntity *entity = tw_field_get_target (field);
      *value = tw_value_link (entity ? entity->number : 0, &id);
      return TRUE;
    }
  g_auto(TwValue) name = tw_value_text (text);
  for (guint i = 0; field->targets && field->targets[i]; i++)
    {
      const TwEntity *entity = tw_schema_get_entity (ctl->schema, field->targets[i]);
      for (guint k = 0; entity && k < entity->n_fields; k++)
        {
          const TwField *key = entity->fields[k];
          if (key->formula || key->retired || key->type != TW_TYPE_TEXT || (key != entity->name_field && !key->unique))
            continue;
          g_autoptr(TwRecord) record = tw_store_find (ctl->store, key, &name, NULL);
          if (record)
            {
              *value = tw_value_link (entity->number, tw_record_get_id (record));
              return TRUE;
            }
        }
    }
  tw_ctl_tell (_("%s: there is no record “%s”."), tw_field_get_label (field), text);
  return FALSE;
}

static gboolean
set_links (TwCtl *ctl, TwRecord *record, const TwField *field, const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_autoptr(GError) error = NULL;
  for (guint i = 0; parts[i]; i++)
    {
      TwValue value = TW_VALUE_INIT;
      if (!*g_strstrip (parts[i]))
        continue;
      if (!find_target (ctl, field, parts[i], &value))
        return FALSE;
      g_array_append_val (values, value);
    }
  g_auto(TwValue) list = TW_VALUE_INIT;
  if (values->len > 0)
    list = tw_value_list ((TwValue *) (gpointer) values->data, values->len);
  if (tw_record_set (record, field, &list, &error))
    return TRUE;
  tw_ctl_fail (error);
  return FALSE;
}

/* "key=text" into the record; nothing after the sign empties the field. FALSE: told. */
static gboolean
set_argument (TwCtl *ctl, TwRecord *record, const char *argument)
{
  const TwEntity *entity = tw_record_get_entity (record);
  const char *equals = strchr (argument, '=');
  g_autofree char *key = g_strndup (argument, equals - argument);
  const char *text = equals + 1;
  const TwField *field = tw_entity_get_field (entity, key);
  g_autoptr(GError) error = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;
  if (!field || field->retired)
    {
      tw_ctl_tell (_("“%s” is no field of %s; “%s schema %s” lists them."), key, tw_entity_get_label (entity, FALSE),
                   g_get_prgname (), entity->key);
      return FALSE;
    }
  if (field->kind == TW_KIND_LINKS)
    return set_links (ctl, record, field, text);
  if (*text && field->kind == TW_KIND_LINK && tw_field_get_target (field) && !find_target (ctl, field, text, &value))
    return FALSE;
  if (*text && tw_value_is_null (&value))
    {
      if (!tw_record_set_text (record, key, text, &error))
        {
          tw_ctl_fail (error);
          return FALSE;
        }
      return TRUE;
    }
  if (tw_record_set (record, field, &value, &error))
    return TRUE;
  tw_ctl_fail (error);
  return FALSE;
}

static gboolean
check_arguments (TwCtl *ctl, int argc, char **argv, int from)
{
  for (int i = from; i < argc; i++)
    if (!strchr (argv[i], '=') || argv[i][0] == '=')
      {
        tw_ctl_usage (ctl, _("“%s” is not of the form FIELD=VALUE."), argv[i]);
        return FALSE;
      }
  return TRUE;
}

/* --- Commits --- */

static int
commit_edit (TwCtl *ctl, TwEdit *edit, const char *sentence)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit (edit, &error);
  if (!commit)
    return tw_ctl_fail (error);
  tw_ctl_tell_commit (ctl, commit, sentence);
  return TW_CTL_DONE;
}

static char *
title_of (TwRecord *record)
{
  g_autofree char *title = tw_record_dup_title (record);
  return *title ? g_steal_pointer (&title) : tw_id_dup_text (tw_record_get_id (record));
}

static int
run_new (TwCtl *ctl, int argc, char **argv)
{
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 1, -1) || !check_arguments (ctl, argc, argv, 2))
    return TW_CTL_USAGE;
  if (ctl->server)
    return tw_ctl_remote_new (ctl, argv[1], argv + 2);
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, argv[1]);
  if (!entity)
    return TW_CTL_FAILED;
  g_autoptr(TwRecord) record = tw_record_new (entity);
  for (int i = 2; i < argc; i++)
    if (!set_argument (ctl, record, argv[i]))
      return TW_CTL_FAILED;
  g_autofree char *title = title_of (record);
  /* Translators: %s are a kind of record and its title */
  g_autofree char *what = g_strdup_printf (_("Add %s “%s”"), tw_entity_get_label (entity, FALSE), title);
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *sentence = g_strdup_printf (_("Added %s “%s” (%s)."), tw_entity_get_label (entity, FALSE), title,
                                               tw_id_print (tw_record_get_id (record), id));
  TwEdit *edit = tw_edit_new (ctl->store, TW_ORIGIN_PERSON, what);
  tw_edit_save (edit, record);
  return commit_edit (ctl, edit, sentence);
}

static char *
list_changes (TwRecord *record)
{
  const TwEntity *entity = tw_record_get_entity (record);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < entity->n_fields; i++)
    if (tw_record_is_changed (record, entity->fields[i]))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", tw_field_get_label (entity->fields[i]));
  return g_string_free (text, FALSE);
}

static int
run_set (TwCtl *ctl, int argc, char **argv)
{
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 3, -1) || !check_arguments (ctl, argc, argv, 3))
    return TW_CTL_USAGE;
  if (ctl->server)
    return tw_ctl_remote_set (ctl, argv[1], argv[2], argv + 3);
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, argv[1]);
  g_autoptr(TwRecord) record = entity ? tw_ctl_record (ctl, entity, argv[2]) : NULL;
  if (!record)
    return TW_CTL_FAILED;
  g_autofree char *title = title_of (record);
  for (int i = 3; i < argc; i++)
    if (!set_argument (ctl, record, argv[i]))
      return TW_CTL_FAILED;
  if (!tw_record_has_changes (record))
    {
      g_print ("%s\n", _("Nothing changed: the record has these values already."));
      return TW_CTL_DONE;
    }
  g_autofree char *fields = list_changes (record);
  /* Translators: title of a commit; %s are a record's title and names of fields */
  g_autofree char *what = g_strdup_printf (_("Change “%s”: %s"), title, fields);
  g_autofree char *sentence = g_strdup_printf (_("Changed %s “%s”: %s."), tw_entity_get_label (entity, FALSE), title, fields);
  TwEdit *edit = tw_edit_new (ctl->store, TW_ORIGIN_PERSON, what);
  tw_edit_save (edit, record);
  return commit_edit (ctl, edit, sentence);
}

static int
run_delete (TwCtl *ctl, int argc, char **argv)
{
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 2, 2))
    return TW_CTL_USAGE;
  if (ctl->server)
    return tw_ctl_remote_delete (ctl, argv[1], argv[2]);
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, argv[1]);
  g_autoptr(TwRecord) record = entity ? tw_ctl_record (ctl, entity, argv[2]) : NULL;
  if (!record)
    return TW_CTL_FAILED;
  g_autofree char *title = title_of (record);
  g_autofree char *what = g_strdup_printf (_("Delete %s “%s”"), tw_entity_get_label (entity, FALSE), title);
  g_autofree char *sentence = g_strdup_printf (_("Moved %s “%s” to the wastebasket."), tw_entity_get_label (entity, FALSE), title);
  TwEdit *edit = tw_edit_new (ctl->store, TW_ORIGIN_PERSON, what);
  tw_edit_delete (edit, entity, tw_record_get_id (record));
  return commit_edit (ctl, edit, sentence);
}

static int
run_undelete (TwCtl *ctl, int argc, char **argv)
{
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 2, 2))
    return TW_CTL_USAGE;
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, argv[1]);
  g_autoptr(TwRecord) record = entity ? tw_ctl_record (ctl, entity, argv[2]) : NULL;
  if (!record)
    return TW_CTL_FAILED;
  g_autofree char *title = title_of (record);
  g_autofree char *what = g_strdup_printf (_("Restore %s “%s”"), tw_entity_get_label (entity, FALSE), title);
  g_autofree char *sentence = g_strdup_printf (_("Restored %s “%s”."), tw_entity_get_label (entity, FALSE), title);
  TwEdit *edit = tw_edit_new (ctl->store, TW_ORIGIN_PERSON, what);
  tw_edit_restore (edit, entity, tw_record_get_id (record));
  return commit_edit (ctl, edit, sentence);
}

/* For ever, with all that was ever written about it. Where there is a server, it is asked there. */
static int
run_erase (TwCtl *ctl, int argc, char **argv)
{
  TwErasure erasure;
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 2, 2))
    return TW_CTL_USAGE;
  if (!tw_ctl_open (ctl) || !tw_ctl_id (argv[2], &erasure.id))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, argv[1]);
  if (!entity)
    return TW_CTL_FAILED;
  if (g_str_equal (entity->key, "user"))
    {
      tw_ctl_tell ("%s", _("Users are not erased: they are the authors of what is there. Change the user’s name and e-mail address."));
      return TW_CTL_FAILED;
    }
  erasure.entity = entity->number;
  gint64 n = tw_store_erase (ctl->store, &erasure, 1, NULL, &error);
  if (n < 0)
    return tw_ctl_fail (error);
  g_print (ngettext ("Erased %lld record. Backups that were made before still have it.",
                     "Erased %lld records. Backups that were made before still have them.", (gulong) n), (long long) n);
  g_print ("\n");
  return TW_CTL_DONE;
}

/* --- Undo --- */

/* A commit by its id or its number. FALSE: told. */
static gboolean
find_commit (TwCtl *ctl, const char *text, TwId *id)
{
  guint64 number;
  g_autoptr(GError) error = NULL;
  if (tw_id_parse (text, id))
    return TRUE;
  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &number, NULL))
    {
      g_autoptr(GPtrArray) commits = tw_store_commits (ctl->store, number - 1, 1, &error);
      if (error)
        {
          tw_ctl_fail (error);
          return FALSE;
        }
      if (commits->len == 1)
        {
          *id = *tw_commit_get_id (g_ptr_array_index (commits, 0));
          return TRUE;
        }
    }
  tw_ctl_tell (_("There is no commit “%s”; “%s log” lists them."), text, g_get_prgname ());
  return FALSE;
}

static int
run_undo (TwCtl *ctl, int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  TwId id;
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 0, 1))
    return TW_CTL_USAGE;
  if (!tw_ctl_open (ctl) || (argc == 2 && !find_commit (ctl, argv[1], &id)))
    return TW_CTL_FAILED;
  g_autoptr(TwCommit) commit = tw_store_undo (ctl->store, argc == 2 ? &id : NULL, &error);
  if (!commit)
    {
      if (!error)
        tw_ctl_tell ("%s", _("There is nothing to undo."));
      return error ? tw_ctl_fail (error) : TW_CTL_FAILED;
    }
  tw_ctl_tell_commit (ctl, commit, tw_commit_get_title (commit));
  return TW_CTL_DONE;
}

static int
run_redo (TwCtl *ctl, int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 0, 0))
    return TW_CTL_USAGE;
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  g_autoptr(TwCommit) commit = tw_store_redo (ctl->store, &error);
  if (!commit)
    {
      if (!error)
        tw_ctl_tell ("%s", _("There is nothing to redo."));
      return error ? tw_ctl_fail (error) : TW_CTL_FAILED;
    }
  tw_ctl_tell_commit (ctl, commit, tw_commit_get_title (commit));
  return TW_CTL_DONE;
}

/* --- Own fields and objects --- */

static int
run_define (TwCtl *ctl, int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *json = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 1, 1))
    return TW_CTL_USAGE;
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  if (!g_file_get_contents (argv[1], &json, NULL, &error))
    return tw_ctl_fail (error);
  g_autoptr(TwCommit) commit = tw_store_define (ctl->store, json, &error);
  if (!commit)
    return tw_ctl_fail (error);
  g_autofree char *sentence = g_strdup_printf (_("Took the definitions of “%s”."), argv[1]);
  tw_ctl_tell_commit (ctl, commit, sentence);
  return TW_CTL_DONE;
}

const TwCtlCommand tw_ctl_write_commands[] = {
  { "new", "ENTITY FIELD=VALUE…", N_("Adds a record"), run_new, TRUE },
  { "set", "ENTITY ID FIELD=VALUE…", N_("Changes a record"), run_set, TRUE },
  { "delete", "ENTITY ID", N_("Moves a record to the wastebasket"), run_delete, TRUE },
  { "undelete", "ENTITY ID", N_("Takes a record out of the wastebasket"), run_undelete },
  { "erase", "ENTITY ID", N_("Removes a record for ever, with every word of it"), run_erase },
  { "undo", "[COMMIT]", N_("Takes the newest or the given commit back"), run_undo },
  { "redo", "", N_("Does again what undo took back"), run_redo },
  { "define", "FILE", N_("Takes own fields and objects from a JSON file"), run_define },
  { NULL },
};
