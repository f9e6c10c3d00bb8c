/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-field-kinds.h"

#include <glib/gi18n-lib.h>

static const char *const labels[TW_N_KINDS] = {
  [TW_KIND_TEXT] = N_("Text"),
  [TW_KIND_LONGTEXT] = N_("Text of several lines"),
  [TW_KIND_RICHTEXT] = N_("Formatted text"),
  [TW_KIND_EMAIL] = N_("E-mail address"),
  [TW_KIND_PHONE] = N_("Phone number"),
  [TW_KIND_URL] = N_("Web address"),
  [TW_KIND_COLOR] = N_("Colour"),
  [TW_KIND_FILE] = N_("File"),
  [TW_KIND_INTEGER] = N_("Whole number"),
  [TW_KIND_DECIMAL] = N_("Number"),
  [TW_KIND_PERCENT] = N_("Percentage"),
  [TW_KIND_MONEY] = N_("Amount of money"),
  [TW_KIND_BOOLEAN] = N_("Yes or no"),
  [TW_KIND_DATE] = N_("Date"),
  [TW_KIND_TIME] = N_("Time of day"),
  [TW_KIND_DATETIME] = N_("Date and time"),
  [TW_KIND_DURATION] = N_("Duration"),
  [TW_KIND_ENUM] = N_("One choice"),
  [TW_KIND_SET] = N_("Several choices"),
  [TW_KIND_TAGS] = N_("Tags"),
  [TW_KIND_LIST] = N_("List of texts"),
  [TW_KIND_LINK] = N_("A record"),
  [TW_KIND_LINKS] = N_("Several records"),
  [TW_KIND_JSON] = N_("Data"),
  [TW_KIND_GEO] = N_("Place"),
  [TW_KIND_NUMBER] = N_("Number of a series"),
};

/* Not those that only programs fill. */
static const TwKind offered[] = {
  TW_KIND_TEXT, TW_KIND_LONGTEXT, TW_KIND_INTEGER, TW_KIND_DECIMAL, TW_KIND_MONEY, TW_KIND_PERCENT, TW_KIND_BOOLEAN, TW_KIND_DATE,
  TW_KIND_DATETIME, TW_KIND_TIME, TW_KIND_DURATION, TW_KIND_ENUM, TW_KIND_SET, TW_KIND_TAGS, TW_KIND_LINK, TW_KIND_LINKS, TW_KIND_EMAIL,
  TW_KIND_PHONE, TW_KIND_URL, TW_KIND_NUMBER, TW_N_KINDS,
};

const char *
tw_field_kind_get_label (TwKind kind)
{
  g_return_val_if_fail (kind < TW_N_KINDS, "");
  return _(labels[kind]);
}

const TwKind *
tw_field_kinds_offered (void)
{
  return offered;
}
