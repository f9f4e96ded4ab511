/** The messages of authorization.k8s.io/v1 and authentication.k8s.io/v1. The notation is explained in `fields.ts`. */
export const reviewsMessages = `
SelfSubjectReview: 1 metadata ObjectMeta, 2 status SelfSubjectReviewStatus
SelfSubjectReviewStatus: 1 userInfo UserInfo
TokenReview: 1 metadata ObjectMeta, 2 spec TokenReviewSpec, 3 status TokenReviewStatus
TokenReviewSpec: 1 token, 2 audiences []
TokenReviewStatus: 1 authenticated bool, 2 user UserInfo, 3 error, 4 audiences []
UserInfo: 1 username, 2 uid, 3 groups [], 4 extra {}StringList
FieldSelectorAttributes: 1 rawSelector, 2 requirements []FieldSelectorRequirement
LabelSelectorAttributes: 1 rawSelector, 2 requirements []LabelSelectorRequirement
NonResourceAttributes: 1 path, 2 verb
NonResourceRule: 1 verbs [], 2 nonResourceURLs []
ResourceAttributes: 1 namespace, 2 verb, 3 group, 4 version, 5 resource, 6 subresource, 7 name, 8 fieldSelector *FieldSelectorAttributes, 9 labelSelector *LabelSelectorAttributes
ResourceRule: 1 verbs [], 2 apiGroups [], 3 resources [], 4 resourceNames []
SelfSubjectAccessReview: 1 metadata ObjectMeta, 2 spec SelfSubjectAccessReviewSpec, 3 status SubjectAccessReviewStatus
SelfSubjectAccessReviewSpec: 1 resourceAttributes *ResourceAttributes, 2 nonResourceAttributes *NonResourceAttributes
SelfSubjectRulesReview: 1 metadata ObjectMeta, 2 spec SelfSubjectRulesReviewSpec, 3 status SubjectRulesReviewStatus
SelfSubjectRulesReviewSpec: 1 namespace
SubjectAccessReview: 1 metadata ObjectMeta, 2 spec SubjectAccessReviewSpec, 3 status SubjectAccessReviewStatus
SubjectAccessReviewSpec: 1 resourceAttributes *ResourceAttributes, 2 nonResourceAttributes *NonResourceAttributes, 3 user, 4 groups [], 5 extra {}StringList, 6 uid
SubjectAccessReviewStatus: 1 allowed bool, 2 reason, 3 evaluationError, 4 denied bool
SubjectRulesReviewStatus: 1 resourceRules []ResourceRule, 2 nonResourceRules []NonResourceRule, 3 incomplete bool, 4 evaluationError
`
