/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lead becomes a company, a contact and a deal: chooses for each whether it is new, there already or left out, and shows what
 * becomes of every value of the lead before anything is changed. */
#pragma once

#include "tw-app.h"
#include "tw-form-row.h"
#include "tw-lead-conversion.h"
#include "tw-action-table.h"

G_BEGIN_DECLS

#define TW_TYPE_CONVERT_DIALOG (tw_convert_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwConvertDialog, tw_convert_dialog, TW, CONVERT_DIALOG, AdwWindow)

extern const TwActionTable tw_convert_actions;

TwConvertDialog *tw_convert_dialog_new (GtkWindow *parent, TwWorkspace *workspace, const TwId *lead);
/* NULL while it is being read. */
TwLeadConversion *tw_convert_dialog_get_conversion (TwConvertDialog *self);
/* The choice of a part: new and known records, and "none". */
AdwComboRow *tw_convert_dialog_get_choice (TwConvertDialog *self, TwLeadPart part);
/* A field of the new deal; NULL without one. */
TwFormRow   *tw_convert_dialog_get_row    (TwConvertDialog *self, const char *key);

G_END_DECLS
