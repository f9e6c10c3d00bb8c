/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What we use of libebook-contacts, which is loaded with the first card. */
#pragma once

#include <libebook-contacts/libebook-contacts.h>

#include "tw-late.h"

G_BEGIN_DECLS

#define TW_EBOOK_FUNCTIONS(F) \
  F (e_vcard_append_attribute) \
  F (e_vcard_append_attribute_with_value) \
  F (e_vcard_append_attribute_with_values) \
  F (e_vcard_attribute_add_param_with_value) \
  F (e_vcard_attribute_add_value) \
  F (e_vcard_attribute_add_value_decoded) \
  F (e_vcard_attribute_free) \
  F (e_vcard_attribute_get_group) \
  F (e_vcard_attribute_get_name) \
  F (e_vcard_attribute_get_param) \
  F (e_vcard_attribute_get_params) \
  F (e_vcard_attribute_get_values) \
  F (e_vcard_attribute_new) \
  F (e_vcard_attribute_param_get_name) \
  F (e_vcard_attribute_param_get_values) \
  F (e_vcard_attribute_param_new) \
  F (e_vcard_get_attributes) \
  F (e_vcard_new) \
  F (e_vcard_new_from_string) \
  F (e_vcard_to_string)

typedef struct { TW_EBOOK_FUNCTIONS (TW_LATE_MEMBER) } TwEbook;

const TwEbook *tw_ebook (void);

#define e_vcard_append_attribute             (tw_ebook ()->e_vcard_append_attribute)
#define e_vcard_append_attribute_with_value  (tw_ebook ()->e_vcard_append_attribute_with_value)
#define e_vcard_append_attribute_with_values (tw_ebook ()->e_vcard_append_attribute_with_values)
#define e_vcard_attribute_add_param_with_value (tw_ebook ()->e_vcard_attribute_add_param_with_value)
#define e_vcard_attribute_add_value          (tw_ebook ()->e_vcard_attribute_add_value)
#define e_vcard_attribute_add_value_decoded  (tw_ebook ()->e_vcard_attribute_add_value_decoded)
#define e_vcard_attribute_free               (tw_ebook ()->e_vcard_attribute_free)
#define e_vcard_attribute_get_group          (tw_ebook ()->e_vcard_attribute_get_group)
#define e_vcard_attribute_get_name           (tw_ebook ()->e_vcard_attribute_get_name)
#define e_vcard_attribute_get_param          (tw_ebook ()->e_vcard_attribute_get_param)
#define e_vcard_attribute_get_params         (tw_ebook ()->e_vcard_attribute_get_params)
#define e_vcard_attribute_get_values         (tw_ebook ()->e_vcard_attribute_get_values)
#define e_vcard_attribute_new                (tw_ebook ()->e_vcard_attribute_new)
#define e_vcard_attribute_param_get_name     (tw_ebook ()->e_vcard_attribute_param_get_name)
#define e_vcard_attribute_param_get_values   (tw_ebook ()->e_vcard_attribute_param_get_values)
#define e_vcard_attribute_param_new          (tw_ebook ()->e_vcard_attribute_param_new)
#define e_vcard_get_attributes               (tw_ebook ()->e_vcard_get_attributes)
#define e_vcard_new                          (tw_ebook ()->e_vcard_new)
#define e_vcard_new_from_string              (tw_ebook ()->e_vcard_new_from_string)
#define e_vcard_to_string                    (tw_ebook ()->e_vcard_to_string)

G_END_DECLS
