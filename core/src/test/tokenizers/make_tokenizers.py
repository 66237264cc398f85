"""Makes core/src/test/resources/tokenizers: small tokenizers of each kind and what Hugging Face's
tokenizers 0.23 makes of some texts.

python make_tokenizers.py FOLDER
"""
import json
import os
import sys

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

FOLDER = sys.argv[1]
os.makedirs(FOLDER, exist_ok=True)
os.chdir(FOLDER)
corpus=["The quick brown fox jumps over the lazy dog, doesn't it?","Ein schöner Tag für die Café-Besucher.","I loved this movie; the acting was great!","Unbelievably awful: a waste of 120 minutes...","日本語のテキスト and emoji 😀 here","don't you think it's fine? We'll see.", "naïve façade coöperate"]*5
def save(name,t): t.save(f'{name}.json')
t=Tokenizer(models.WordPiece(unk_token='[UNK]')); t.normalizer=normalizers.BertNormalizer(lowercase=True); t.pre_tokenizer=pre_tokenizers.BertPreTokenizer()
t.train_from_iterator(corpus,trainers.WordPieceTrainer(vocab_size=140,special_tokens=['[PAD]','[UNK]','[CLS]','[SEP]','[MASK]']))
t.post_processor=processors.TemplateProcessing(single='[CLS] $A [SEP]',pair='[CLS] $A [SEP] $B:1 [SEP]:1',special_tokens=[('[CLS]',2),('[SEP]',3)]); save('wordpiece',t)
t=Tokenizer(models.BPE()); t.pre_tokenizer=pre_tokenizers.ByteLevel(add_prefix_space=False)
t.train_from_iterator(corpus,trainers.BpeTrainer(vocab_size=330,special_tokens=['<s>','<pad>','</s>','<unk>','<mask>'],initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
t.post_processor=processors.RobertaProcessing(('</s>',2),('<s>',0)); save('bytelevel',t)
t=Tokenizer(models.Unigram()); t.normalizer=normalizers.Sequence([normalizers.NFKC(),normalizers.Replace('  ',' ')]); t.pre_tokenizer=pre_tokenizers.Metaspace()
t.train_from_iterator(corpus,trainers.UnigramTrainer(vocab_size=120,special_tokens=['<pad>','</s>','<unk>'],unk_token='<unk>'))
t.post_processor=processors.TemplateProcessing(single='$A </s>',pair='$A </s> $B </s>',special_tokens=[('</s>',1)]); save('unigram',t)
t=Tokenizer(models.BPE(unk_token='<unk>',fuse_unk=True)); t.normalizer=normalizers.Sequence([normalizers.Prepend('▁'),normalizers.Replace(' ','▁')])
t.train_from_iterator(corpus,trainers.BpeTrainer(vocab_size=150,special_tokens=['<unk>','<s>','</s>'])); t.post_processor=processors.TemplateProcessing(single='<s> $A',special_tokens=[('<s>',1)]); save('llama',t)
t=Tokenizer(models.WordLevel(unk_token='[UNK]')); t.pre_tokenizer=pre_tokenizers.Sequence([pre_tokenizers.Whitespace(),pre_tokenizers.Digits(individual_digits=True)]); t.train_from_iterator(corpus,trainers.WordLevelTrainer(vocab_size=60,special_tokens=['[UNK]'])); save('wordlevel',t)
texts=["The lazy movie doesn't jump!","Schöne Café naïve façade","  two   spaces\tand tab\n","日本 語 emoji 😀!","unbelievable 12345 [MASK] xyzzy </s> ok","I'll see, won't we?","", "ﬁne ½ ①","a<mask>b ’quoted’ — dash"]
res=[]
for n in ['wordpiece','bytelevel','unigram','llama','wordlevel']:
    t=Tokenizer.from_file(f'{n}.json')
    for x in texts:
        e=t.encode(x); res.append([n,x,'',e.ids,[list(o) for o in e.offsets]])
    e=t.encode("The dog","a movie"); res.append([n,"The dog","a movie",e.ids,e.type_ids])
json.dump(res,open('expected.json','w'),ensure_ascii=False)
