/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lead becomes a company, a contact and a deal: new ones, or ones that are there already. Nothing of the lead is dropped: what has a
 * place in one of the three goes there, what has none stays readable in the lead, which is kept, closed and linked with what it
 * became; activities, tasks, meetings, documents, comments and a site's own objects are linked on. One commit, which undo takes back. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef enum { TW_LEAD_COMPANY, TW_LEAD_CONTACT, TW_LEAD_DEAL, TW_LEAD_N_PARTS } TwLeadPart;

#define TW_TYPE_LEAD_CONVERSION (tw_lead_conversion_get_type ())
G_DECLARE_FINAL_TYPE (TwLeadConversion, tw_lead_conversion, TW, LEAD_CONVERSION, GObject)

/* What becomes of one value of the lead. */
typedef struct
{
  const TwField *field;                                /* of the lead */
  const TwField *targets[TW_LEAD_N_PARTS];             /* where it goes, by part; all NULL: it stays in the lead */
} TwLeadLine;

/* For one thread. NULL with TW_LEAD_ERROR_CONVERTED when the lead is converted already. */
TwLeadConversion *tw_lead_conversion_new (TwStore *store, const TwId *lead, GError **error);
TwRecord  *tw_lead_conversion_get_lead    (TwLeadConversion *self);
const TwEntity *tw_lead_conversion_get_entity (TwLeadConversion *self, TwLeadPart part);
/* Records that are probably the same, best first. (element-type TwRecord) */
GPtrArray *tw_lead_conversion_get_matches (TwLeadConversion *self, TwLeadPart part);
/* What the part will be; NULL: it is left out. A new or a stored record with edits; may be edited further until the commit. */
TwRecord  *tw_lead_conversion_get_record  (TwLeadConversion *self, TwLeadPart part);
gboolean   tw_lead_conversion_can_make    (TwLeadConversion *self, TwLeadPart part);
void       tw_lead_conversion_make        (TwLeadConversion *self, TwLeadPart part);
void       tw_lead_conversion_link        (TwLeadConversion *self, TwLeadPart part, TwRecord *record);
void       tw_lead_conversion_leave       (TwLeadConversion *self, TwLeadPart part);
/* (element-type TwLeadLine): every value of the lead that people entered, in the order of its form. */
GArray    *tw_lead_conversion_list_lines  (TwLeadConversion *self);
gint64     tw_lead_conversion_count_related (TwLeadConversion *self, GError **error);
/* Waits for the store. */
TwCommit  *tw_lead_conversion_commit      (TwLeadConversion *self, GError **error);

#define TW_LEAD_ERROR (tw_lead_error_quark ())
GQuark tw_lead_error_quark (void);
typedef enum
{
  TW_LEAD_ERROR_CONVERTED,                             /* the lead is converted already */
  TW_LEAD_ERROR_NOTHING,                               /* neither company nor contact nor deal was asked for */
} TwLeadError;

G_END_DECLS
