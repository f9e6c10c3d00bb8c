/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sync-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tw-date.h"
#include "tw-number.h"

void
tw_sync_words_free (TwSyncWords *words)
{
  if (words == NULL)
    return;
  g_free (words->text);
  g_free (words->sentence);
  g_free (words);
}

static void
take (TwSyncWords *words,
      const char  *icon,
      const char  *css_class,
      char        *text)
{
  words->icon = icon;
  words->css_class = css_class;
  words->text = text;
}

/* The state, and what waits behind it. */
static char *
join_waiting (TwSyncAccount *account,
              char          *state)
{
  g_autofree char *first = state, *waiting = NULL;

  if (tw_sync_account_get_pending (account) == 0)
    return g_steal_pointer (&first);
  waiting = tw_sync_words_dup_waiting (tw_sync_account_get_pending (account));
  return g_strdup_printf ("%s · %s", first, waiting);
}

static char *
dup_offline (TwSyncAccount *account,
             GTimeZone     *zone)
{
  TwInstant since = tw_sync_account_get_offline_since (account);
  g_autofree char *time = since != 0 ? tw_sync_words_dup_time (since, zone) : NULL;

  /* Translators: %s is a time of day */
  return time != NULL ? g_strdup_printf (_("Offline since %s"), time) : g_strdup (_("Offline"));
}

static char *
dup_loading (TwSyncWords *words,
             TwSync      *sync)
{
  g_autofree char *percent = NULL;

  g_object_get (sync, "progress", &words->progress, NULL);
  if (words->progress < 0)
    return g_strdup (_("Loading…"));
  percent = tw_number_format (&(const TwNumberUnit) { TW_NUMBER_PERCENT, 0 }, floor (words->progress * 100), FALSE);
  /* Translators: %s is a part, "45%" */
  return g_strdup_printf (_("Loading… %s"), percent);
}

/* All that was done is at the server; what people have to decide is told first. */
static void
tell_quiet (TwSyncWords   *words,
            TwSyncAccount *account,
            GTimeZone     *zone)
{
  guint conflicts = tw_sync_account_get_conflicts (account), refused = tw_sync_account_get_refused (account);
  gint64 pending = tw_sync_account_get_pending (account), contact = 0;
  g_autofree char *time = NULL;

  g_object_get (tw_sync_account_get_sync (account), "last-contact", &contact, NULL);
  if (conflicts > 0)
    take (words, "dialog-question-symbolic", "warning",
          g_strdup_printf (ngettext ("%u conflict", "%u conflicts", conflicts), conflicts));
  else if (refused > 0)
    take (words, "dialog-warning-symbolic", "warning",
          g_strdup_printf (ngettext ("%u change refused", "%u changes refused", refused), refused));
  else if (pending > 0)
    take (words, "emblem-synchronizing-symbolic", "accent", tw_sync_words_dup_waiting (pending));
  else if (tw_sync_get_state (tw_sync_account_get_sync (account)) != TW_SYNC_SYNCED)
    take (words, "emblem-synchronizing-symbolic", "accent", g_strdup (_("Syncing…")));
  else
    {
      time = contact != 0 ? tw_sync_words_dup_time (contact, zone) : NULL;
      take (words, "emblem-ok-symbolic", "success",
            time != NULL ? g_strdup_printf ("%s · %s", _("All synced"), time) : g_strdup (_("All synced")));
    }
}

static char *
dup_removal (TwSync *sync)
{
  gint64 n = tw_sync_get_removal (sync, NULL);

  return g_strdup_printf (ngettext ("Remove %lld record?", "Remove %lld records?", (gulong) n), (long long) n);
}

static void
tell_engine (TwSyncWords   *words,
             TwSyncAccount *account,
             GTimeZone     *zone)
{
  TwSync *sync = tw_sync_account_get_sync (account);

  g_object_get (sync, "message", &words->sentence, NULL);
  switch (tw_sync_get_state (sync))
    {
    case TW_SYNC_LOADING:
      take (words, "emblem-synchronizing-symbolic", "accent", dup_loading (words, sync));
      break;
    case TW_SYNC_OFFLINE:
      take (words, "network-offline-symbolic", "dim-label", join_waiting (account, dup_offline (account, zone)));
      if (words->sentence == NULL)
        words->sentence = g_strdup (_("You can go on working. What you do is kept here and sent when there is a network again."));
      break;
    case TW_SYNC_WAITING:
      take (words, "dialog-warning-symbolic", "warning", join_waiting (account, g_strdup (_("Trying again soon"))));
      break;
    case TW_SYNC_SIGNED_OUT:
      take (words, "dialog-password-symbolic", "warning", join_waiting (account, g_strdup (_("Signed out"))));
      break;
    case TW_SYNC_UPGRADE:
      take (words, "software-update-urgent-symbolic", "warning", join_waiting (account, g_strdup (_("Update needed"))));
      break;
    case TW_SYNC_STUCK:
      take (words, "dialog-question-symbolic", "warning", join_waiting (account, dup_removal (sync)));
      break;
    case TW_SYNC_STOPPED:
    case TW_SYNC_WORKING:
    case TW_SYNC_SYNCED:
      tell_quiet (words, account, zone);
      break;
    }
}

/**
 * tw_sync_words_new:
 * @account: the workspace's account
 * @zone: of the times
 *
 * Returns: (transfer full): the state of this moment
 */
TwSyncWords *
tw_sync_words_new (TwSyncAccount *account,
                   GTimeZone     *zone)
{
  TwSyncWords *words = g_new0 (TwSyncWords, 1);

  words->progress = -1;
  switch (tw_sync_account_get_state (account))
    {
    case TW_ACCOUNT_ALONE:
      take (words, "media-record-symbolic", "success", g_strdup (_("Stand-alone · saved on this computer")));
      break;
    case TW_ACCOUNT_OPENING:
      take (words, "emblem-synchronizing-symbolic", "dim-label", g_strdup (_("Connecting…")));
      break;
    case TW_ACCOUNT_SIGNED_OUT:
      take (words, "dialog-password-symbolic", "warning", join_waiting (account, g_strdup (_("Signed out"))));
      words->sentence = g_strdup (_("Sign in again. What you did since is kept here and sent afterwards."));
      break;
    case TW_ACCOUNT_ON:
      tell_engine (words, account, zone);
      break;
    }
  return words;
}

char *
tw_sync_words_dup_waiting (gint64 pending)
{
  return g_strdup_printf (ngettext ("%lld change waiting", "%lld changes waiting", (gulong) pending), (long long) pending);
}

char *
tw_sync_words_dup_time (TwInstant  at,
                        GTimeZone *zone)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (at / G_USEC_PER_SEC);
  g_autoptr(GDateTime) now = g_date_time_new_now (zone), local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  if (local == NULL)
    return g_strdup ("");
  if (g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now)
      && g_date_time_get_year (local) == g_date_time_get_year (now))
    return g_date_time_format (local, "%H:%M");
  return tw_instant_format (at, zone);
}

/**
 * tw_sync_words_dup_file:
 * @sync: the engine
 * @file: a file that records name
 *
 * Returns: (transfer full): where it is and what becomes of it, in a few words
 */
char *
tw_sync_words_dup_file (TwSync        *sync,
                        TwReplicaFile *file)
{
  gint64 bytes, size;
  gboolean moving = tw_sync_get_transfer (sync, file->hash, &bytes, &size);

  if (moving)
    {
      g_autofree char *percent = tw_number_format (&(const TwNumberUnit) { TW_NUMBER_PERCENT, 0 }, size > 0 ? 100 * bytes / size : 0, FALSE);

      return g_strdup_printf (file->state == TW_FILE_SEND ? _("Being sent, %s") : _("Being fetched, %s"), percent);
    }
  if (file->problem != NULL && file->state != TW_FILE_STOPPED)
    return g_strdup (file->problem);
  switch (file->state)
    {
    case TW_FILE_SEND:
      return g_strdup (tw_sync_files_are_held (sync) && !file->wanted ? _("Waits for a network that does not cost by volume")
                                                                      : _("Waits to be sent"));
    case TW_FILE_AWAITED:
      return file->device != NULL && *file->device != '\0' ? g_strdup_printf (_("Has not come from “%s” yet"), file->device)
                                                           : g_strdup (_("Has not come from its device yet"));
    case TW_FILE_STOPPED:
      return g_strdup (_("Stopped"));
    default:
      return g_strdup (_("Not on this computer yet"));
    }
}
