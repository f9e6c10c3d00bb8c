/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>

#include "tw-crm-rules.h"
#include "tw-ctl.h"
#include "tw-seed.h"

/**
 * tw_ctl_parse:
 * @ctl: the program
 * @argc: (inout): number of arguments, the command's name included
 * @argv: (inout): the arguments
 * @entries: (nullable): the command's options
 * @min: least number of arguments after the command
 * @max: greatest, or -1 for any
 *
 * Returns: whether the usage was right
 */
gboolean
tw_ctl_parse (TwCtl *ctl, int *argc, char ***argv, const GOptionEntry *entries, int min, int max)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *usage = g_strdup_printf ("%s %s", ctl->command->name, ctl->command->arguments);
  g_autofree char *program = g_strdup (g_get_prgname ());
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _(ctl->command->summary));
  if (entries)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  /* Help shows "tradewindctl list ENTITY [OPTION…]". */
  g_autofree char *shown = g_strdup_printf ("%s %s", program, usage);
  g_set_prgname (shown);
  gboolean ok = g_option_context_parse (context, argc, argv, &error);
  g_set_prgname (program);
  if (!ok)
    {
      tw_ctl_usage (ctl, "%s", error->message);
      return FALSE;
    }
  if (*argc > 1 && g_strcmp0 ((*argv)[1], "--") == 0)
    {
      for (int i = 1; i < *argc; i++)
        (*argv)[i] = (*argv)[i + 1];
      (*argc)--;
    }
  if (*argc - 1 >= min && (max < 0 || *argc - 1 <= max))
    return TRUE;
  tw_ctl_usage (ctl, "%s", *argc - 1 < min ? _("Something is missing.") : _("That is too much."));
  return FALSE;
}

/**
 * tw_ctl_tell:
 * @format: a sentence
 *
 * Prints a line for people on stderr.
 */
void
tw_ctl_tell (const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("%s\n", text);
}

/**
 * tw_ctl_usage:
 * @ctl: the program
 * @format: what is wrong
 *
 * Returns: %TW_CTL_USAGE, after telling it with the command's usage
 */
int
tw_ctl_usage (TwCtl *ctl, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("%s\n", text);
  if (ctl->command)
    /* Translators: %s are the program, a command and its arguments */
    tw_ctl_tell (_("Usage: %s %s %s"), g_get_prgname (), ctl->command->name, ctl->command->arguments);
  return TW_CTL_USAGE;
}

/**
 * tw_ctl_fail:
 * @error: what went wrong
 *
 * Returns: %TW_CTL_FAILED, after telling it
 */
int
tw_ctl_fail (const GError *error)
{
  g_printerr ("%s\n", error->message);
  return TW_CTL_FAILED;
}

/**
 * tw_ctl_dup_workspace:
 * @ctl: the program
 *
 * Returns: (transfer full): the folder of the workspace
 */
char *
tw_ctl_dup_workspace (TwCtl *ctl)
{
  return ctl->workspace ? g_strdup (ctl->workspace) : g_build_filename (g_get_user_data_dir (), "tradewind", "default", NULL);
}

/**
 * tw_ctl_open:
 * @ctl: the program
 *
 * Opens the workspace for the rest of the command.
 *
 * Returns: %FALSE when it could not be opened, which was told
 */
gboolean
tw_ctl_open (TwCtl *ctl)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *dir = tw_ctl_dup_workspace (ctl);
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  if (shipped)
    {
      if (!g_file_test (dir, G_FILE_TEST_IS_DIR))
        {
          tw_ctl_tell (_("There is no workspace in “%s”; make one with “%s init”."), dir, g_get_prgname ());
          return FALSE;
        }
      ctl->store = tw_store_open (dir, shipped, FALSE, &error);
    }
  if (!ctl->store)
    {
      tw_ctl_fail (error);
      return FALSE;
    }
  tw_crm_rules_add (ctl->store);
  tw_seed_sign_in (ctl->store);
  ctl->schema = tw_store_ref_schema (ctl->store);
  return TRUE;
}

/**
 * tw_ctl_entity:
 * @ctl: the program
 * @key: key or plural of an entity
 *
 * Returns: (nullable): the entity; %NULL was told
 */
const TwEntity *
tw_ctl_entity (TwCtl *ctl, const char *key)
{
  const TwEntity *entity = tw_schema_get_entity (ctl->schema, key);
  if (!entity || entity->retired)
    {
      tw_ctl_tell (_("There is no kind of record called “%s”; “%s schema” lists them."), key, g_get_prgname ());
      return NULL;
    }
  return entity;
}

/**
 * tw_ctl_id:
 * @text: an argument
 * @id: (out): the id in it
 *
 * Returns: %FALSE when it is none, which was told
 */
gboolean
tw_ctl_id (const char *text, TwId *id)
{
  if (tw_id_parse (text, id))
    return TRUE;
  tw_ctl_tell (_("“%s” is not an id."), text);
  return FALSE;
}

/**
 * tw_ctl_record:
 * @ctl: the program
 * @entity: an entity
 * @id: text of an id
 *
 * Returns: (transfer full) (nullable): the record; %NULL was told
 */
TwRecord *
tw_ctl_record (TwCtl *ctl, const TwEntity *entity, const char *id)
{
  TwId key;
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_id (id, &key))
    return NULL;
  TwRecord *record = tw_store_get (ctl->store, entity, &key, &error);
  if (!record)
    tw_ctl_fail (error);
  return record;
}

/**
 * tw_ctl_progress:
 * @fraction: 0…1
 * @message: (nullable): what is being done
 * @data: the program
 *
 * Shows progress on a terminal.
 */
void
tw_ctl_progress (double fraction, const char *message, gpointer data)
{
  TwCtl *ctl = data;
  if (!ctl->quiet)
    g_printerr ("\r\033[K%3.0f %%  %s", fraction * 100, message ? message : "");
}

/**
 * tw_ctl_end_progress:
 * @ctl: the program
 */
void
tw_ctl_end_progress (TwCtl *ctl)
{
  if (!ctl->quiet)
    g_printerr ("\r\033[K");
}

/**
 * tw_ctl_tell_commit:
 * @ctl: the program
 * @commit: what was done
 * @sentence: what was done, for people
 */
void
tw_ctl_tell_commit (TwCtl *ctl, TwCommit *commit, const char *sentence)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  tw_id_print (tw_commit_get_id (commit), id);
  if (ctl->format == TW_CTL_JSON)
    {
      g_autofree char *title = tw_ctl_json_string (tw_commit_get_title (commit));
      g_print ("{\"commit\":\"%s\",\"number\":%" G_GINT64_FORMAT ",\"title\":%s,\"changes\":%" G_GINT64_FORMAT "}\n", id,
               tw_commit_get_seq (commit), title, tw_commit_get_n_changes (commit));
      return;
    }
  g_print ("%s\n", sentence);
  /* Translators: %s are a number, the program's name and an id */
  g_print (_("Commit %lld; “%s undo %s” takes it back."), (long long) tw_commit_get_seq (commit), g_get_prgname (), id);
  g_print ("\n");
}
