/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-ical-zone.h"

#include <string.h>

#include <libical/ical.h>
#include <unicode/ucal.h>

#define MAX_TEXT  (256 * 1024)                         /* of a VTIMEZONE */
#define MAX_RULES 400                                  /* observances of one */
#define SAMPLES   36                                   /* months that are compared */

/* The zones that most people live in come before those that have the same rules now. */
static const char *const usual[] = {
  "Europe/Berlin", "Europe/London", "Europe/Athens", "Europe/Moscow", "Europe/Istanbul", "America/New_York", "America/Chicago",
  "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Halifax", "America/St_Johns", "America/Sao_Paulo", "America/Bogota",
  "America/Caracas", "America/Anchorage", "Pacific/Honolulu", "Asia/Tokyo", "Asia/Shanghai", "Asia/Kolkata", "Asia/Dubai", "Asia/Karachi",
  "Asia/Dhaka", "Asia/Bangkok", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Tehran", "Australia/Sydney", "Australia/Brisbane",
  "Australia/Adelaide", "Australia/Darwin", "Pacific/Auckland", "Africa/Cairo", "Africa/Lagos", "Africa/Johannesburg", "Africa/Nairobi",
  "Atlantic/Azores", "UTC",
};

/* ICU knows the names, also old ones; what GLib makes of other words are offsets. */
static gboolean
is_zone (const char *name)
{
  g_autoptr(GTimeZone) zone = NULL;
  g_autofree gunichar2 *utf16 = NULL;
  UChar canonical[100];
  UBool system = FALSE;
  UErrorCode status = U_ZERO_ERROR;
  glong length = 0;

  if (*name == '\0' || strlen (name) > 64 || (utf16 = g_utf8_to_utf16 (name, -1, NULL, &length, NULL)) == NULL)
    return FALSE;
  ucal_getCanonicalTimeZoneID ((const UChar *) utf16, (int32_t) length, canonical, G_N_ELEMENTS (canonical), &system, &status);
  if (U_FAILURE (status) || !system)
    return FALSE;
  zone = g_time_zone_new_identifier (name);
  return zone != NULL;
}

/* “/freeassociation.sourceforge.net/Tzfile/Europe/Berlin”: the name is at the end. */
static const char *
find_in_path (const char *name)
{
  for (const char *slash = strchr (name, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    if (is_zone (slash + 1))
      return slash + 1;
  return NULL;
}

static char *
find_windows (const char *name)
{
  g_autofree gunichar2 *utf16 = NULL;
  UChar found[100];
  UErrorCode status = U_ZERO_ERROR;
  glong length = 0;
  int n;

  if (strlen (name) > 100 || (utf16 = g_utf8_to_utf16 (name, -1, NULL, &length, NULL)) == NULL)
    return NULL;
  n = ucal_getTimeZoneIDForWindowsID ((const UChar *) utf16, (int32_t) length, NULL, found, G_N_ELEMENTS (found), &status);
  return U_SUCCESS (status) && n > 0 ? g_utf16_to_utf8 ((const gunichar2 *) found, n, NULL, NULL, NULL) : NULL;
}

/* --- Rules of the file --- */

/* libical works out all changes of the rules: those that change every hour, or are many, are not given to it. */
static gboolean
is_harmless (const TwIcalComponent *vtimezone)
{
  if (vtimezone->children->len == 0 || vtimezone->children->len > MAX_RULES)
    return FALSE;
  for (guint i = 0; i < vtimezone->children->len; i++)
    {
      const TwIcalComponent *child = g_ptr_array_index (vtimezone->children, i);

      if (!g_str_equal (child->name, "STANDARD") && !g_str_equal (child->name, "DAYLIGHT"))
        return FALSE;
      if (tw_ical_find (child, "DTSTART") == NULL || tw_ical_find (child, "TZOFFSETFROM") == NULL
          || tw_ical_find (child, "TZOFFSETTO") == NULL)
        return FALSE;
      for (guint p = 0; p < child->properties->len; p++)
        {
          const TwIcalProperty *property = g_ptr_array_index (child->properties, p);

          if (g_str_equal (property->name, "RRULE")
              && (strstr (property->value, "FREQ=YEARLY") == NULL || strstr (property->value, "BYSECOND") != NULL
                  || strstr (property->value, "BYMINUTE") != NULL || strstr (property->value, "BYHOUR") != NULL
                  || strstr (property->value, "RSCALE") != NULL))
            return FALSE;
        }
    }
  return TRUE;
}

static icaltimezone *
make_zone (const TwIcalComponent *vtimezone)
{
  g_autoptr(GString) text = NULL;
  icalcomponent *component;
  icaltimezone *zone;

  if (!is_harmless (vtimezone))
    return NULL;
  text = g_string_new (NULL);
  tw_ical_write (vtimezone, text);
  if (text->len > MAX_TEXT)
    return NULL;
  component = icalparser_parse_string (text->str);
  if (component == NULL)
    return NULL;
  zone = icaltimezone_new ();
  if (icaltimezone_set_component (zone, component))
    return zone;
  icalcomponent_free (component);
  icaltimezone_free (zone, 1);
  return NULL;
}

static int
get_offset (icaltimezone *zone, TwDate date, int seconds)
{
  struct icaltimetype time = { 0 };
  int daylight = 0;

  tw_date_to_ymd (date, &time.year, &time.month, &time.day);
  time.hour = seconds / 3600;
  time.minute = seconds / 60 % 60;
  time.second = seconds % 60;
  return icaltimezone_get_utc_offset (zone, &time, &daylight);
}

/**
 * tw_ical_zone_offset:
 * @vtimezone: what a file says of a zone
 * @date: a day
 * @seconds: since midnight
 * @offset: (out): seconds east of UTC then
 *
 * Returns: %FALSE when the rules cannot be read
 */
gboolean
tw_ical_zone_offset (const TwIcalComponent *vtimezone, TwDate date, int seconds, int *offset)
{
  icaltimezone *zone = make_zone (vtimezone);

  if (zone == NULL)
    return FALSE;
  *offset = get_offset (zone, date, seconds);
  icaltimezone_free (zone, 1);
  return TRUE;
}

/* Noon of a day in each month, a year before to two years after. */
static gboolean
is_like (const char *name, const int offsets[SAMPLES], const TwDate days[SAMPLES])
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (name);

  for (guint i = 0; zone != NULL && i < SAMPLES; i++)
    {
      TwInstant instant = tw_instant_from_local (days[i], 12 * 3600, zone);

      if ((days[i] * G_GINT64_CONSTANT (86400) + 12 * 3600) - instant / G_USEC_PER_SEC != offsets[i])
        return FALSE;
    }
  return zone != NULL;
}

static char *
find_like (const TwIcalComponent *vtimezone, TwDate around)
{
  icaltimezone *rules = make_zone (vtimezone);
  int offsets[SAMPLES];
  TwDate days[SAMPLES];
  char *found = NULL;

  if (rules == NULL)
    return NULL;
  for (int i = 0; i < SAMPLES; i++)
    {
      days[i] = CLAMP (around - 365 + i * 30, TW_DATE_MIN + 2, TW_DATE_MAX - 2);
      offsets[i] = get_offset (rules, days[i], 12 * 3600);
    }
  icaltimezone_free (rules, 1);
  for (guint i = 0; i < G_N_ELEMENTS (usual) && found == NULL; i++)
    if (is_like (usual[i], offsets, days))
      found = g_strdup (usual[i]);
  return found;
}

/**
 * tw_ical_zone_find:
 * @tzid: what the file calls it
 * @vtimezone: (nullable): what it says of it
 * @around: when it is needed
 *
 * A name that is known wins over the file's rules, which may be years old.
 *
 * Returns: (transfer full) (nullable): its IANA name
 */
char *
tw_ical_zone_find (const char *tzid, const TwIcalComponent *vtimezone, TwDate around)
{
  const char *location = vtimezone != NULL ? tw_ical_find_value (vtimezone, "X-LIC-LOCATION") : NULL;
  const char *name;
  char *windows;

  if (is_zone (tzid))
    return g_strdup (tzid);
  if ((name = find_in_path (tzid)) != NULL)
    return g_strdup (name);
  if (location != NULL && is_zone (location))
    return g_strdup (location);
  if ((windows = find_windows (tzid)) != NULL)
    return windows;
  return vtimezone != NULL ? find_like (vtimezone, around) : NULL;
}

/**
 * tw_ical_zone_make:
 * @name: an IANA name
 *
 * Returns: (transfer full) (nullable): a VTIMEZONE; %NULL when there is no such zone
 */
TwIcalComponent *
tw_ical_zone_make (const char *name)
{
  icaltimezone *zone = icaltimezone_get_builtin_timezone (name);
  icalcomponent *component = zone != NULL ? icaltimezone_get_component (zone) : NULL;
  char *text = component != NULL ? icalcomponent_as_ical_string_r (component) : NULL;
  g_autofree char *wrapped = text != NULL ? g_strconcat ("BEGIN:VCALENDAR\n", text, "END:VCALENDAR\n", NULL) : NULL;
  g_autoptr(TwIcalComponent) file = wrapped != NULL ? tw_ical_parse (wrapped, strlen (wrapped), NULL) : NULL;
  TwIcalComponent *made = NULL;

  icalmemory_free_buffer (text);
  if (file != NULL)
    {
      made = tw_ical_component_copy (g_ptr_array_index (((TwIcalComponent *) g_ptr_array_index (file->children, 0))->children, 0));
      tw_ical_set (made, "TZID", NULL, name);
    }
  return made;
}
